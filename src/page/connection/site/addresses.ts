/** Whether there is no plotter: the page is its own server, in a worker. */
export const isSite: boolean = true;

/** Where the browser keeps what users type; on one origin there may be several sites. */
export const basePath = new URL("..", import.meta.url).pathname.slice(0, -1);

/** Its server is asked by path alone. */
export function pathTo(path: string): string {
  return path;
}

/** A static host has one page: which one is shown stands behind the question mark, so that a reload finds it. */
export function addressOf(path: string): string {
  return path === "/" ? location.pathname : `${location.pathname}?${path}`;
}

export function pathOfLink(link: HTMLAnchorElement): string {
  return link.search.slice(1) || "/";
}

export function currentPath(): string {
  return location.search.slice(1) || "/";
}

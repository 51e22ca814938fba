/** Whether there is no plotter: the page is its own server, in a worker. */
export const isSite: boolean = false;

/**
 * Path of this server without a slash at its end, "" at the root: this script lies in `assets/` below it, wherever a proxy puts it.
 * So it holds for every page, and no setting is needed.
 */
export const basePath = new URL("..", import.meta.url).pathname.slice(0, -1);

/** The path of the browser to a path of the server. */
export function pathTo(path: string): string {
  return `${basePath}${path}`;
}

/** The address of a page of ours. @param path by `pathTo` */
export function addressOf(path: string): string {
  return path;
}

/** The path that a link to a page of ours was made with. */
export function pathOfLink(link: HTMLAnchorElement): string {
  return link.pathname + link.search;
}

/** The path of the server that the browser is at, with its query; one that lies elsewhere stays as it is. */
export function currentPath(): string {
  const path = location.pathname + location.search;
  return path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path;
}

/**
 * Path of this server without a slash at its end, "" at the root: this script lies in `assets/` below it, wherever a proxy puts it.
 * So it holds for every page, and no setting is needed.
 */
export const basePath = new URL("..", import.meta.url).pathname.slice(0, -1);

/** The path of the browser to a path of the server. */
export function pathTo(path: string): string {
  return `${basePath}${path}`;
}

/** The path of the server that the browser is at; one that lies elsewhere stays as it is. */
export function pathAt(path: string): string {
  return path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path;
}

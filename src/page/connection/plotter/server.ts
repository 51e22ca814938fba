/** Asks the server. @param path by `pathTo` */
export function sendRequest(path: string, init: RequestInit): Promise<Response> {
  return fetch(path, init);
}

/** For the `onClick` of a link to a file of the server: there the browser saves it by itself. */
export const saveLink: ((event: MouseEvent & { readonly currentTarget: HTMLAnchorElement }) => void) | undefined =
  undefined;

import { useEffect, useState } from "preact/hooks";
import { addressOf, currentPath, pathOfLink } from "#page/addresses";

export type Route =
  | { readonly name: "home" }
  | { readonly name: "operations" }
  | { readonly name: "compare"; /** Behind the question mark. */ readonly query: string }
  | { readonly name: "new"; readonly query: string }
  | { readonly name: "analysis"; readonly id: string }
  | { readonly name: "unknown"; readonly path: string };

/** @param address a path, with what stands behind a question mark if there is any */
export function routeOf(address: string): Route {
  const [path = "", query = ""] = address.split(/\?(.*)/s);
  if (path === "/") return { name: "home" };
  if (/^\/operations\/?$/.test(path)) return { name: "operations" };
  if (/^\/compare\/?$/.test(path)) return { name: "compare", query };
  if (/^\/new\/?$/.test(path)) return { name: "new", query };
  const encoded = /^\/analyses\/([^/]+)\/?$/.exec(path)?.[1];
  if (encoded === undefined) return { name: "unknown", path };
  try {
    return { name: "analysis", id: decodeURIComponent(encoded) };
  } catch {
    return { name: "unknown", path };
  }
}

/** Event of the window, while the address is still that of the page that is left. */
export const leaving = "hzz-edge.leaving";
const moved = "hzz-edge.moved";

/** Shows another page of ours without loading everything again; "back" works as usual. */
export function goTo(path: string): void {
  window.dispatchEvent(new Event(leaving));
  history.pushState(null, "", addressOf(path));
  window.dispatchEvent(new Event(moved));
  window.scrollTo(0, 0);
}

/** For the `onClick` of a link to a page of ours. Opening it in another tab stays the browser's. */
export function followLink(event: MouseEvent & { readonly currentTarget: HTMLAnchorElement }): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  goTo(pathOfLink(event.currentTarget));
}

export function useRoute(): Route {
  const [path, setPath] = useState(currentPath);
  useEffect(() => {
    const follow = () => {
      setPath(currentPath());
    };
    window.addEventListener("popstate", follow);
    window.addEventListener(moved, follow);
    return () => {
      window.removeEventListener("popstate", follow);
      window.removeEventListener(moved, follow);
    };
  }, []);
  return routeOf(path);
}

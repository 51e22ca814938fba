import { basePath } from "#page/addresses";

/** One origin may have several servers behind a proxy, each with a token of its own. */
const storageKey = basePath === "" ? "hzz-edge.token" : `hzz-edge.token ${basePath}`;

/** Where the browser keeps nothing, it holds for this page. */
let ofThisPage = "";

/** The token that the server asks of whoever changes something, if the user has given it; forgotten with the tab. */
export function storedToken(): string {
  try {
    return sessionStorage.getItem(storageKey) ?? "";
  } catch {
    return ofThisPage;
  }
}

/** Without what no token has, such as blanks around one that was pasted. */
export function storeToken(text: string): void {
  ofThisPage = text.replace(/[^!-~]/g, "");
  try {
    sessionStorage.setItem(storageKey, ofThisPage);
  } catch {
    // As said above.
  }
}

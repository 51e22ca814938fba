import { useEffect, useState } from "preact/hooks";
import { basePath } from "#page/addresses";

/** One origin may have several servers behind a proxy. */
const storageKey = basePath === "" ? "hzz-edge.name" : `hzz-edge.name ${basePath}`;

/** Where the browser keeps nothing, it holds for this page. */
let ofThisPage = "";
const listeners = new Set<() => void>();

/** The name under which this browser starts analyses; empty: none. */
export function storedName(): string {
  try {
    return localStorage.getItem(storageKey) ?? "";
  } catch {
    return ofThisPage;
  }
}

export function storeName(name: string): void {
  if (name === storedName()) return;
  ofThisPage = name;
  try {
    if (name === "") localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, name);
  } catch {
    // As said above.
  }
  for (const listener of listeners) listener();
}

/** The same, kept up to date, also when another tab changes it. */
export function useName(): string {
  const [name, setName] = useState(storedName);
  useEffect(() => {
    const update = () => {
      setName(storedName());
    };
    listeners.add(update);
    addEventListener("storage", update);
    update();
    return () => {
      listeners.delete(update);
      removeEventListener("storage", update);
    };
  }, []);
  return name;
}

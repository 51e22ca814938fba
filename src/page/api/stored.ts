import { useEffect, useState } from "preact/hooks";
import { basePath } from "#page/addresses";

/** A text that this browser keeps for this server; empty: nothing. */
export interface Stored {
  readonly get: () => string;
  readonly set: (text: string) => void;
  /** The same, kept up to date in a component, also when another tab changes it. */
  readonly use: () => string;
}

/** One origin may have several servers behind a proxy: each has its own. @param name without what stands for the server */
export function stored(name: string): Stored {
  const key = `hzz-edge.${name}${basePath === "" ? "" : ` ${basePath}`}`;
  /** Where the browser keeps nothing, it holds for this page. */
  let ofThisPage = "";
  const listeners = new Set<() => void>();
  const get = () => {
    try {
      return localStorage.getItem(key) ?? "";
    } catch {
      return ofThisPage;
    }
  };
  return {
    get,
    set: (text) => {
      if (text === get()) return;
      ofThisPage = text;
      try {
        if (text === "") localStorage.removeItem(key);
        else localStorage.setItem(key, text);
      } catch {
        // As said above.
      }
      for (const listener of listeners) listener();
    },
    use: () => {
      const [text, setText] = useState(get);
      useEffect(() => {
        const update = () => {
          setText(get());
        };
        listeners.add(update);
        addEventListener("storage", update);
        update();
        return () => {
          listeners.delete(update);
          removeEventListener("storage", update);
        };
      }, []);
      return text;
    },
  };
}

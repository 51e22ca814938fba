import { useEffect, useState } from "preact/hooks";
import { darkTheme, lightTheme, type PlotTheme } from "../plot/plot-theme.ts";

/** `auto` follows the system. */
export const themes = ["auto", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const storageKey = "hzz-edge.theme";
const changed = "hzz-edge.theme-changed";

/** What the user chose before. A browser that keeps nothing (private windows may throw) has no choice kept. */
export function storedTheme(): Theme {
  let stored: string | null = null;
  try {
    stored = localStorage.getItem(storageKey);
  } catch {
    return "auto";
  }
  return themes.find((theme) => theme === stored) ?? "auto";
}

/** Keeps the choice, as far as the browser keeps anything, and shows it. */
export function chooseTheme(theme: Theme): void {
  applyTheme(theme);
  try {
    if (theme === "auto") localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, theme);
  } catch {
    // It holds for this page then.
  }
}

export function applyTheme(theme: Theme): void {
  if (theme === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  window.dispatchEvent(new Event(changed));
}

/** The colours that plots are drawn in now; follows the choice and the system. */
export function usePlotTheme(): PlotTheme {
  const [theme, setTheme] = useState(currentTheme);
  useEffect(() => {
    const system = matchMedia("(prefers-color-scheme: dark)");
    const follow = () => {
      setTheme(currentTheme());
    };
    system.addEventListener("change", follow);
    window.addEventListener(changed, follow);
    return () => {
      system.removeEventListener("change", follow);
      window.removeEventListener(changed, follow);
    };
  }, []);
  return theme;
}

function currentTheme(): PlotTheme {
  const chosen = document.documentElement.dataset["theme"];
  const dark = chosen === undefined ? matchMedia("(prefers-color-scheme: dark)").matches : chosen === "dark";
  return dark ? darkTheme : lightTheme;
}

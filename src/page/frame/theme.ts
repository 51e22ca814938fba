/** `auto` follows the system. */
export const themes = ["auto", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const storageKey = "hzz-edge.theme";
/** An event of the window. */
export const themeChanged = "hzz-edge.theme-changed";

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
  window.dispatchEvent(new Event(themeChanged));
}

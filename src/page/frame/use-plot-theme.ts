import { useEffect, useState } from "preact/hooks";
import { darkTheme, lightTheme, type PlotTheme } from "../plot/plot-theme.ts";
import { themeChanged } from "./theme.ts";

/** The colours that plots are drawn in now; follows the choice and the system. */
export function usePlotTheme(): PlotTheme {
  const [theme, setTheme] = useState(currentTheme);
  useEffect(() => {
    const system = matchMedia("(prefers-color-scheme: dark)");
    const follow = () => {
      setTheme(currentTheme());
    };
    system.addEventListener("change", follow);
    window.addEventListener(themeChanged, follow);
    return () => {
      system.removeEventListener("change", follow);
      window.removeEventListener(themeChanged, follow);
    };
  }, []);
  return theme;
}

function currentTheme(): PlotTheme {
  const chosen = document.documentElement.dataset["theme"];
  const dark = chosen === undefined ? matchMedia("(prefers-color-scheme: dark)").matches : chosen === "dark";
  return dark ? darkTheme : lightTheme;
}

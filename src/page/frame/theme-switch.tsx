import { useState } from "preact/hooks";
import { chooseTheme, storedTheme, themes } from "./theme.ts";

const words = { auto: "auto", light: "light", dark: "dark" } as const;

export function ThemeSwitch() {
  const [chosen, setChosen] = useState(storedTheme);
  return (
    <label class="theme-switch">
      <span>Colours</span>
      <select
        aria-label="Colours"
        value={chosen}
        onChange={({ currentTarget }) => {
          const theme = themes.find((each) => each === currentTarget.value) ?? "auto";
          setChosen(theme);
          chooseTheme(theme);
        }}
      >
        {themes.map((theme) => (
          <option key={theme} value={theme}>
            {words[theme]}
          </option>
        ))}
      </select>
    </label>
  );
}

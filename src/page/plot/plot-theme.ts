/** Colours of everything on a plot that the specification gives no colour to. */
export interface PlotTheme {
  readonly name: "light" | "dark";
  readonly background: string;
  /** Frame, ticks, numbers, titles, and data points that would not be seen in their own colour. */
  readonly ink: string;
  readonly warning: string;
  /** Lines of the hatching: seen on the layers and beside them. */
  readonly hatch: string;
  /** Line along the top of the stack. */
  readonly outline: string;
  /** Behind the bins of the window whose yields are shown. */
  readonly window: string;
}

export const lightTheme: PlotTheme = {
  name: "light",
  background: "#ffffff",
  ink: "#111111",
  warning: "#a33c00",
  hatch: "rgba(0, 0, 0, 0.6)",
  outline: "rgba(0, 0, 0, 0.55)",
  window: "rgba(20, 80, 160, 0.08)",
};

export const darkTheme: PlotTheme = {
  name: "dark",
  background: "#15181d",
  ink: "#f2f2f2",
  warning: "#ffb068",
  hatch: "rgba(255, 255, 255, 0.7)",
  outline: "rgba(255, 255, 255, 0.6)",
  window: "rgba(140, 190, 255, 0.1)",
};

/** Colour of a data group's points: its own, unless that is about as dark (or as bright) as the background. */
export function pointColor(color: string, theme: PlotTheme): string {
  return Math.abs(luminance(color) - luminance(theme.background)) < 0.35 ? theme.ink : color;
}

/** 0 (black) to 1 (white) of `#rrggbb`. */
function luminance(color: string): number {
  const channel = (start: number) => parseInt(color.slice(start, start + 2), 16) / 255;
  return 0.3 * channel(1) + 0.6 * channel(3) + 0.1 * channel(5);
}

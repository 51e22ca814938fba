/** Colours and styles as ANSI escape sequences, from the 256-colour palette that every terminal of today knows. */

const reset = "\x1b[0m";

/** Whether to use colour and cursor movement on this stream: a terminal, and nobody asked for none (https://no-color.org). */
export function wantsColor(
  stream: { readonly isTTY?: boolean | undefined },
  environment: Readonly<Record<string, string | undefined>>,
  noColorFlag = false,
): boolean {
  if (noColorFlag || (environment["NO_COLOR"] ?? "") !== "" || environment["TERM"] === "dumb") return false;
  return stream.isTTY === true;
}

export function bold(text: string, color: boolean): string {
  return color ? `\x1b[1m${text}${reset}` : text;
}

export function dim(text: string, color: boolean): string {
  return color ? `\x1b[2m${text}${reset}` : text;
}

/** Yellow: something is missing. */
export function warning(text: string, color: boolean): string {
  return color ? `\x1b[1;33m${text}${reset}` : text;
}

/** Text in palette colours; `undefined` is the terminal's own. */
export function paint(text: string, foreground: number | undefined, background?: number): string {
  const codes = [
    ...(foreground === undefined ? [] : [`38;5;${foreground}`]),
    ...(background === undefined ? [] : [`48;5;${background}`]),
  ];
  return codes.length === 0 ? text : `\x1b[${codes.join(";")}m${text}${reset}`;
}

const cubeLevels = [0, 95, 135, 175, 215, 255];

/**
 * Nearest colour of the palette to `#rrggbb`; undefined, the terminal's own colour, for what is nearly black, since that
 * would not be seen on a dark terminal.
 */
export function paletteColor(hex: string): number | undefined {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  if (Math.max(red, green, blue) < 64) return undefined;
  return 16 + 36 * nearestLevel(red) + 6 * nearestLevel(green) + nearestLevel(blue);
}

function nearestLevel(value: number): number {
  const distances = cubeLevels.map((level) => Math.abs(level - value));
  return distances.indexOf(Math.min(...distances));
}

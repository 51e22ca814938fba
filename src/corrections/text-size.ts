import { correctionLimits } from "./limits.ts";

/** Why a JSON text is too much to be parsed; undefined if it is not. Looks at it before anything is made of it. */
export function checkSize(text: string): string | undefined {
  const { textBytes, nesting, values } = correctionLimits;
  if (text.length > textBytes) return `the text has ${text.length} characters, at most ${textBytes} are read`;
  let depth = 0;
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x22) i = endOfString(text, i);
    else if (c === 0x5b || c === 0x7b) {
      count++;
      if (++depth > nesting) return `lists and objects lie inside of each other, at most ${nesting} deep`;
    } else if (c === 0x5d || c === 0x7d) depth--;
    else if (c === 0x2c) count++;
  }
  return count > values ? `the text holds more than ${values} values` : undefined;
}

/** Position of the closing quote; the end of the text if it has none. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x5c) i++;
    else if (c === 0x22) return i;
  }
  return text.length;
}

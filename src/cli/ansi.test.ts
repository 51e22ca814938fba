import { expect, test } from "vitest";
import { paletteColor, wantsColor } from "./ansi.ts";
import { displayWidth, padStart, printable, truncate } from "./terminal-text.ts";

test("colour is for terminals, unless someone asked for none", () => {
  const terminal = { isTTY: true };
  expect(wantsColor(terminal, {})).toBe(true);
  expect(wantsColor({}, {})).toBe(false);
  expect(wantsColor(terminal, { NO_COLOR: "1" })).toBe(false);
  expect(wantsColor(terminal, { NO_COLOR: "" })).toBe(true);
  expect(wantsColor(terminal, { TERM: "dumb" })).toBe(false);
  expect(wantsColor(terminal, {}, true)).toBe(false);
});

test("colours of the release are in the palette, and black is the terminal's own colour", () => {
  expect(["#ff0000", "#00cdff", "#6b59d3", "#000000"].map(paletteColor)).toEqual([196, 45, 62, undefined]);
});

test("combining marks take no column, and control characters are shown", () => {
  expect(displayWidth("tt̄")).toBe(2);
  expect(padStart("tt̄", 4)).toBe("  tt̄");
  expect(truncate("abcdef", 4)).toBe("abc…");
  expect(truncate("abcd", 4)).toBe("abcd");
  expect(printable("a\x1b[0m\n")).toBe("a\\x1b[0m\\x0a");
  expect(printable("a\u202Etoor.b")).toBe("a\\u202etoor.b");
});

import { expect, it } from "vitest";
import { UnknownNameError } from "../../analysis/expression/errors.ts";
import { messageParts } from "./message-parts.ts";

it("an expression keeps its blanks, and the carets stand below what is wrong", () => {
  const text = "lep_n  ==  4 && lep_ptt > 5";
  const span = { start: 16, stop: 23 };
  const { message } = new UnknownNameError("there is no lep_ptt", { text, where: { field: "cuts[0]" } }, span);
  const parts = messageParts(message);
  expect(parts.map(({ pointed }) => pointed)).toEqual(expect.arrayContaining([true]));
  const [line, carets] = parts.find(({ pointed }) => pointed)!.text.split("\n");
  expect(line).toBe(`  ${text}`);
  expect(line!.slice(carets!.indexOf("^"), carets!.lastIndexOf("^") + 1)).toBe("lep_ptt");
  const words = parts.filter(({ pointed }) => !pointed).map((part) => part.text);
  expect(words.join(" ")).toContain("there is no lep_ptt");
  expect(words.join(" ")).toContain("cuts[0]");
});

it("what follows the carets, and messages without any, are words", () => {
  expect(messageParts("wrong:\n  a b\n    ^ (in x)\nmore\nand more")).toEqual([
    { text: "wrong:", pointed: false },
    { text: "  a b\n    ^", pointed: true },
    { text: "(in x)\nmore\nand more", pointed: false },
  ]);
  expect(messageParts("x ^ y\nz")).toEqual([{ text: "x ^ y\nz", pointed: false }]);
  expect(messageParts("")).toEqual([{ text: "", pointed: false }]);
});

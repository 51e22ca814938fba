import { expect, it } from "vitest";
import { maxNameLength, toPersonName } from "./person-name.ts";

it.each([
  ["Anna", "Anna"],
  ["  Anna   Lena ", "Anna Lena"],
  ["Mu\u0308ller", "M\u00fcller"],
  ["<b>&\"'", "<b>&\"'"],
  ["\u5c71\u7530", "\u5c71\u7530"],
  ["x".repeat(maxNameLength), "x".repeat(maxNameLength)],
])("takes %j as %j", (text, name) => {
  expect(toPersonName(text)).toBe(name);
});

it.each([
  "",
  "   ",
  "x".repeat(maxNameLength + 1),
  "a\nb",
  "a\u0000",
  "a\u001b[31m",
  "a\u202eb",
  "a\u200bb",
  "a\u2028b",
  "\ud800",
])("refuses %j", (text) => {
  expect(toPersonName(text)).toBeUndefined();
});

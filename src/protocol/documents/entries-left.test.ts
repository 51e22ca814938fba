import { expect, it } from "vitest";
import { entriesLeft } from "./entries-left.ts";

const part = (files: number, filesPlanned: number, entries: number, entriesSeen: number) => ({
  ...{ files, filesPlanned, entries, entriesSeen },
});

it("files that are not open yet count as those of the same sample, or else as any other", () => {
  expect(entriesLeft([part(3, 2, 200, 50)])).toBe(250);
  expect(entriesLeft([part(2, 1, 100, 0), part(1, 0, 0, 0)])).toBe(300);
  expect(entriesLeft([part(2, 2, 200, 200)])).toBe(0);
});

it("nothing is known while no file is open", () => {
  expect(entriesLeft([part(2, 0, 0, 0)])).toBeUndefined();
  expect(entriesLeft([])).toBeUndefined();
});

import { expect, it } from "vitest";
import { toJsonText, toJsonTextInSteps } from "./json-text.ts";

const document = {
  title: 'a "quoted" title',
  none: null,
  left: undefined,
  odd: [1, -0, Infinity, -Infinity, 1e-300],
  empty: [{}, [], { list: [] }],
  groups: Array.from({ length: 3 }, (_, i) => ({
    name: `g${i}`,
    histograms: { m: { sumw: [i, -0, 0.1], axis: { bins: 3, isOpen: false } }, n: { sumw: [] } },
  })),
  nested: [[[1, 2], [3]], [{ a: [Infinity] }]],
};

it("written in steps is the same text", async () => {
  expect(await toJsonTextInSteps(document, () => undefined)).toBe(toJsonText(document));
  for (const value of [1, -0, "text", null, true, [], {}, [1, 2], [null, 1], [{ a: undefined }]])
    expect(await toJsonTextInSteps(value, () => undefined)).toBe(toJsonText(value));
});

it("has others take their turn between the parts", async () => {
  let [steps, isWaited] = [0, true];
  const text = await toJsonTextInSteps(document, () => {
    expect(isWaited).toBe(true);
    isWaited = false;
    steps++;
    return new Promise((resolve) => {
      setImmediate(() => {
        isWaited = true;
        resolve();
      });
    });
  });
  expect(text).toBe(toJsonText(document));
  expect(steps).toBeGreaterThan(10);
});

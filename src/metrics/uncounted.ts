import type { Metrics } from "./metrics.ts";

/** Counts nothing, where nobody would ever ask. */
export const uncounted: Metrics = {
  counter: () => ({ add: () => undefined }),
  gauge: () => ({ set: () => undefined, add: () => undefined }),
  gaugeOf: () => undefined,
  histogram: () => ({ observe: () => undefined, show: () => undefined }),
  descriptions: [],
  text: () => Promise.resolve(""),
  contentType: "text/plain",
};

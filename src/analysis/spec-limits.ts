import { maxBins } from "../histogram/axis.ts";

/**
 * How large an analysis may be. A spec may come from a stranger over HTTP, and its recipe travels with every work item,
 * so each size that costs memory or message bytes has a bound, far above what a real analysis needs.
 */
export const specLimits = {
  /** Characters of the JSON document: room for 100,000 file names of 150 characters. */
  documentCharacters: 16 * 1024 * 1024,
  /** Characters of one expression; longer formulas are split with `define`. */
  expressionCharacters: 2000,
  /** Bins of one axis. Finer than this, a histogram is a list of events. */
  bins: maxBins,
  /** Of one axis: more than a plot can name. */
  categories: 1000,
  categoryCharacters: 100,
  /** Numbers in one message of the log: 720 kB, below the 1 MiB that a broker lets through unless it is told otherwise. */
  sumsPerMessage: 90_000,
  /** Numbers in one delta (three for each bin and each cutflow line): 16 messages. */
  sumsPerDelta: 1_440_000,
  /** Numbers that the ledger keeps: samples × sums of one delta. With exact summation at most 205 bytes each, and 16 as a rule. */
  sumsInLedger: 8_000_000,
  /** Characters of everything that travels with each work item (define, cuts, weights, histograms, collections) as JSON. */
  recipeCharacters: 256 * 1024,
  /** Files in the whole spec. Each is one work item and one line of progress. */
  files: 100_000,
  /** Patterns among them: each is looked for in folders. */
  filePatterns: 1000,
  /** Samples in one group. */
  samples: 1000,
  groups: 50,
  histograms: 200,
  cuts: 100,
  regions: 50,
  variations: 200,
  /** Of all variations together. */
  alternatives: 500,
  definitions: 500,
  collections: 50,
  corrections: 50,
  weightFactors: 50,
  baseUrls: 10,
  /** Characters of one file name or URL. */
  fileCharacters: 2000,
  /** Characters of a title or label. */
  labelCharacters: 200,
  descriptionCharacters: 4000,
} as const;

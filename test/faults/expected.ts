import { isDeepStrictEqual } from "node:util";
import type { AnalysisStatus } from "../../src/protocol/documents/analysis-document.ts";
import type { AnalysisView } from "../../src/protocol/documents/analysis-view.ts";
import type { AnalysisDocument } from "../../src/protocol/documents/analysis-document.ts";
import { numbersOfDocument, numbersOfView } from "../support/http-plotter.ts";

/** What comes out of an analysis. */
export interface Outcome {
  readonly status: AnalysisStatus;
  readonly numbers: readonly PartNumbers[];
  /** What is named as missing. */
  readonly missing: readonly MissingFile[];
}

/** What must come out of an analysis, whatever happens on the way. */
export interface Expected extends Outcome {
  /** How many partitions will be in. */
  readonly partitions: number;
}

export interface MissingFile {
  readonly sample: string;
  readonly file: string;
}

interface Sums {
  readonly entries: readonly number[];
  readonly sumw: readonly number[];
  readonly sumw2: readonly number[];
}

/** Every number of a group (`zz`) or a sample (`zz/llll`). */
export interface PartNumbers {
  readonly name: string;
  readonly cutflow: Sums;
  readonly histograms: readonly (Sums | undefined)[];
}

interface GroupNumbers extends PartNumbers {
  readonly samples: readonly PartNumbers[];
}

export function outcomeOfDocument(document: AnalysisDocument): Outcome {
  const { status, missing } = document;
  return { status, missing: missing.parts, numbers: partsOf(numbersOfDocument(document)) };
}

export function outcomeOfView(view: AnalysisView): Outcome {
  return { status: view.status, missing: view.missing, numbers: partsOf(numbersOfView(view)) };
}

/** @param numbers as of `numbersOfDocument` or `numbersOfView` */
function partsOf(numbers: unknown): PartNumbers[] {
  return (numbers as readonly GroupNumbers[]).flatMap(({ name, cutflow, histograms, samples }) => [
    { name, cutflow, histograms },
    ...samples.map((sample) => ({ ...sample, name: `${name}/${sample.name}` })),
  ]);
}

/** How an analysis differs from what was expected. */
export interface Difference {
  /** Entries that are not in and should be. */
  readonly lost: number;
  /** Entries that are in more than once, or should not be. */
  readonly duplicated: number;
  /** What else is wrong, in words. */
  readonly wrong: readonly string[];
}

/** Compares every bit of every group and sample, the status and what is named as missing. */
export function difference(expected: Outcome, got: Outcome): Difference {
  const parts = new Map(got.numbers.map((part) => [part.name, part]));
  const wrong: string[] = [];
  const unlike: string[] = [];
  let [lost, duplicated] = [0, 0];
  for (const part of expected.numbers) {
    const found = parts.get(part.name);
    if (isDeepStrictEqual(found, part)) continue;
    unlike.push(part.name);
    // A group is the sum of its samples, which are counted themselves.
    if (!part.name.includes("/")) continue;
    const more = (found?.cutflow.entries[0] ?? 0) - part.cutflow.entries[0]!;
    lost += Math.max(0, -more);
    duplicated += Math.max(0, more);
  }
  if (got.status !== expected.status) wrong.push(`the status is ${got.status} and not ${expected.status}`);
  const unnamed = expected.missing.filter((part) => !includes(got.missing, part));
  const named = got.missing.filter((part) => !includes(expected.missing, part));
  const inFiles = (list: readonly MissingFile[]) => listed(list.map(({ sample, file }) => `${file} of ${sample}`));
  if (unlike.length > 0) wrong.push(`the numbers of ${listed(unlike)} are not those of the undisturbed run`);
  if (unnamed.length > 0) wrong.push(`not named as missing: ${inFiles(unnamed)}`);
  if (named.length > 0) wrong.push(`named as missing: ${inFiles(named)}`);
  return { lost, duplicated, wrong };
}

/** The first few, and how many there are besides. */
function listed(names: readonly string[], most = 5): string {
  const more = names.length > most ? ` and ${names.length - most} more` : "";
  return names.slice(0, most).join(", ") + more;
}

function includes(list: readonly MissingFile[], { sample, file }: MissingFile): boolean {
  return list.some((part) => part.sample === sample && part.file === file);
}

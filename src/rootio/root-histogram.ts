import { AppError, type Where } from "../errors/app-error.ts";
import { CorruptFileError } from "./errors.ts";
import type { Key } from "./key.ts";
import type { RootFile } from "./root-file.ts";
import { Members } from "./object-members.ts";

/** A TH1, TH2, TH3 or TProfile as it stands in a file. */
export interface RootHistogram extends HistogramHead {
  /** Of each cell, underflow and overflow included, x fastest: the content; of a profile its mean. */
  readonly values: Float64Array;
  /** The squared error of each. */
  readonly variances: Float64Array;
  /** What the means of a profile are made of. */
  readonly profile?: ProfileSums;
}

/** Σwy, Σwy², Σw and Σw² of each cell of a profile; the last is empty if all weights are 1. */
export interface ProfileSums {
  readonly sumwy: Float64Array;
  readonly sumwy2: Float64Array;
  readonly sumw: Float64Array;
  readonly sumw2: Float64Array;
}

/** What a histogram is called and what it is of. */
export interface HistogramHead {
  readonly path: string;
  readonly className: string;
  readonly title: string;
  readonly entries: number;
  readonly isProfile: boolean;
  readonly axes: readonly RootAxis[];
}

export interface RootAxis {
  readonly title: string;
  readonly bins: number;
  readonly lower: number;
  readonly upper: number;
  /** Of bins that are not equally wide. */
  readonly edges?: readonly number[];
}

/** `HistogramHead`, or why there is none. */
export type HistogramInspection =
  | Omit<HistogramHead, "isProfile">
  | { readonly path: string; readonly className: string; readonly title: string; readonly reason: string };

const histogramClass = /^(?:TH([123])[CSIFDL]|TProfile([23]D)?)$/;

/** Each object takes a request of its own; a file with more is looked at by name. */
const mostLookedAt = 200;

/** The newest cycle of each histogram of a file, in the order of the file. */
export function histogramKeys(file: RootFile): ReadonlyMap<string, Key> {
  const newest = new Map<string, Key>();
  for (const { path, key } of file.keys) {
    const known = newest.get(path);
    if (histogramClass.test(key.className) && (known === undefined || known.cycle < key.cycle)) newest.set(path, key);
  }
  return newest;
}

/** All histograms of a file, also those that cannot be read. */
export async function inspectHistograms(file: RootFile): Promise<HistogramInspection[]> {
  const found: HistogramInspection[] = [];
  for (const [path, key] of histogramKeys(file)) {
    const { className, title } = key;
    if (found.length >= mostLookedAt) {
      found.push({ path, className, title, reason: `only the first ${mostLookedAt} are looked at` });
      continue;
    }
    try {
      const { entries, axes, ...read } = await readHistogram(file, path, key);
      found.push({ path, className, title: read.title, entries, axes });
    } catch (error) {
      if (!(error instanceof AppError) || error.retry === "later") throw error;
      found.push({ path, className, title, reason: error.summary });
    }
  }
  return found;
}

/** @throws {CorruptFileError} if the object is damaged, or is no histogram after all. */
export async function readHistogram(file: RootFile, path: string, key: Key): Promise<RootHistogram> {
  const where = { file: file.source.name, object: path };
  return toHistogram(await file.readObject(path, key), path, key.className, where);
}

/** @param object with ROOT's member names */
export function toHistogram(object: unknown, path: string, className: string, where: Where): RootHistogram {
  const members = new Members(object, className, where);
  const dimensions = Number(/[123]/.exec(className)?.[0] ?? 1);
  const axes = ["fXaxis", "fYaxis", "fZaxis"].slice(0, dimensions).map((name) => toAxis(members, name, where));
  const cells = axes.reduce((product, { bins }) => product * (bins + 2), 1);
  const numbers = (name: string, optional = false): Float64Array => {
    const value = members.value(name);
    if (!ArrayBuffer.isView(value) || value instanceof DataView) throw members.wrong(name, "a list of numbers", value);
    const list = Float64Array.from(value as unknown as ArrayLike<number | bigint>, Number);
    if (list.length !== cells && !(optional && list.length === 0))
      throw new CorruptFileError(`Damaged ${className}: ${list.length} cells where its axes have ${cells}`, where);
    return list;
  };
  const contents = numbers("fArray");
  const sumw2 = numbers("fSumw2", true);
  const isProfile = className.startsWith("TProfile");
  const head = {
    path,
    className,
    title: members.text("fTitle"),
    entries: members.number("fEntries"),
    isProfile,
    axes,
  };
  if (!isProfile) return { ...head, values: contents, variances: sumw2.length === 0 ? contents.map(Math.abs) : sumw2 };
  const sumw = numbers("fBinEntries");
  const weights2 = members.value("fBinSumw2") === undefined ? new Float64Array() : numbers("fBinSumw2", true);
  const profile = { sumwy: contents, sumwy2: sumw2, sumw, sumw2: weights2 };
  return { ...head, ...profileMeans(profile), profile };
}

/** Means and their squared errors: the spread over the root of the effective number of entries. */
export function profileMeans({ sumwy, sumwy2, sumw, sumw2 }: ProfileSums): Pick<RootHistogram, "values" | "variances"> {
  const values = sumwy.map((sum, i) => (sumw[i] === 0 ? 0 : sum / sumw[i]!));
  const variances = values.map((mean, i) => {
    const weight = sumw[i]!;
    if (weight === 0) return 0;
    const effective = (weight * weight) / (sumw2[i] ?? weight);
    return Math.abs((sumwy2[i] ?? 0) / weight - mean * mean) / effective;
  });
  return { values, variances };
}

function toAxis(histogram: Members, name: string, where: Where): RootAxis {
  const axis = histogram.objectOr(name);
  if (axis === undefined) throw histogram.wrong(name, "an axis", undefined);
  const bins = axis.count("fNbins");
  const [lower, upper, title] = [axis.number("fXmin"), axis.number("fXmax"), axis.text("fTitle")];
  const edges = axis.value("fXbins");
  if (!ArrayBuffer.isView(edges) || (edges as Float64Array).length === 0) return { title, bins, lower, upper };
  const list = Array.from(edges as Float64Array);
  if (list.length !== bins + 1)
    throw new CorruptFileError(`Damaged ${name}: ${list.length} edges of ${bins} bins`, where);
  return { title, bins, lower, upper, edges: list };
}

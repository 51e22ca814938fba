import type { Column } from "../../src/rootio/column.ts";
import { openRootFile } from "../../src/rootio/root-file.ts";
import { openFileSource } from "../../src/rootio/source/file-source.ts";
import type { AnalysisView, SampleView } from "../../src/protocol/documents/analysis-view.ts";
import { toyOptions } from "../../src/analysis/toy/toy-options.ts";
import { toyAddress } from "../../src/analysis/toy/toy-address.ts";
import { type ToyChannel, toyChannelPath } from "../../src/analysis/toy/toy-channels.ts";
import { createToyCache } from "../../src/toy/toy-cache.ts";
import { readColumns } from "./read-columns.ts";
import { expectCells, type Triple } from "./reference-sums.ts";
import { toyCacheOfTests } from "./toy-files.ts";

/** Analyses written down once more as plain loops over the columns of a file, to compare with what the engine makes of a specification. */

export type PlainEvent<Scalar extends string, List extends string> = Readonly<
  Record<Scalar, number> & Record<List, readonly number[]>
>;

/** All events of a file, as numbers and lists of numbers by the names of branches. */
export async function plainEvents<Scalar extends string, List extends string>(
  path: string,
  treeName: string,
  names: { readonly scalars: readonly Scalar[]; readonly lists: readonly List[] },
): Promise<PlainEvent<Scalar, List>[]> {
  await using source = await openFileSource(path);
  const tree = await (await openRootFile(source)).openTree(treeName);
  const wanted = [...names.scalars, ...names.lists];
  const columns = await readColumns(tree, wanted);
  return Array.from(
    { length: tree.entries },
    (_, i) =>
      Object.fromEntries(wanted.map((name) => [name, valueAt(columns.get(name)!, i)])) as PlainEvent<Scalar, List>,
  );
}

function valueAt(column: Column, i: number): number | number[] {
  if (column.shape === "scalar") return Number(column.values[i]);
  return Array.from(column.content.slice(column.offsets[i], column.offsets[i + 1]), Number);
}

/** The file of a sample of a channel, made if it is not there. */
export function channelFilePath(channel: ToyChannel, sample: string): Promise<string> {
  return createToyCache(toyCacheOfTests())(toyAddress(toyChannelPath(channel, sample), toyOptions()));
}

export type Filled = readonly (readonly [value: number, weight: number])[];

/** Where in some bins a value lies, from 0; below 0 in the underflow. */
export type BinOf = (value: number) => number;

export function evenBins(bins: number, lower: number, upper: number): BinOf {
  return (value) => Math.floor(((value - lower) / (upper - lower)) * bins);
}

/** Cells with flow bins at the ends. */
export function cellsOfFilled(filled: Filled, bins: number, binOf: BinOf): Triple[] {
  const cells = Array.from({ length: bins + 2 }, (): [number, number, number] => [0, 0, 0]);
  for (const [value, weight] of filled) {
    const cell = cells[Math.min(Math.max(binOf(value), -1), bins) + 1]!;
    cell[0] += 1;
    cell[1] += weight;
    cell[2] += weight * weight;
  }
  return cells;
}

export function sampleIn(view: AnalysisView, name: string): SampleView {
  return view.groups.flatMap(({ samples }) => samples).find((sample) => sample.name === name)!;
}

/** Compares a histogram: counts exactly, sums to 1e-12. */
export function expectHistogram(sample: SampleView, key: string, expected: readonly Triple[]): void {
  const { entries, sumw, sumw2 } = sample.histograms.get(key)!;
  const found = Array.from(entries, (count, i): Triple => [count, sumw[i]!, sumw2[i]!]);
  expectCells(found, expected, `${key} of ${sample.name}`);
}

/** Events that are left, with their weights, after one cut after the other; compared with the cutflow. */
export function expectCutflow(sample: SampleView, weights: readonly (readonly number[])[]): void {
  expectCells(
    sample.cutflow.map(({ entries, sumw, sumw2 }): Triple => [entries, sumw, sumw2]),
    weights.map((left): Triple => [left.length, sum(left), sum(left.map((weight) => weight * weight))]),
    `cutflow of ${sample.name}`,
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export type Momentum = readonly [px: number, py: number, pz: number, energy: number];

export function ofMass(pt: number, eta: number, phi: number, mass: number): Momentum {
  const pz = pt * Math.sinh(eta);
  return [pt * Math.cos(phi), pt * Math.sin(phi), pz, Math.sqrt(pt * pt + pz * pz + mass * mass)];
}

export function ofEnergy(pt: number, eta: number, phi: number, energy: number): Momentum {
  return [pt * Math.cos(phi), pt * Math.sin(phi), pt * Math.sinh(eta), energy];
}

function total(parts: readonly Momentum[]): Momentum {
  const at = (i: number) => sum(parts.map((part) => part[i]!));
  return [at(0), at(1), at(2), at(3)];
}

export function massOf(...parts: readonly Momentum[]): number {
  const [px, py, pz, energy] = total(parts);
  return Math.sqrt(energy * energy - px * px - py * py - pz * pz);
}

export function ptOf(...parts: readonly Momentum[]): number {
  const [px, py] = total(parts);
  return Math.sqrt(px * px + py * py);
}

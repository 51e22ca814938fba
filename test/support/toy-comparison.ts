import type { Column } from "../../src/rootio/column.ts";

/** Branches that `compared` needs. */
export const comparedBranches = [
  ...["mcWeight", "scaleFactor_PILEUP", "scaleFactor_ELE", "scaleFactor_MUON", "scaleFactor_LepTRIGGER"],
  ...["lep_pt", "lep_eta", "lep_charge", "lep_type", "lep_ptcone30", "lep_etcone20"],
] as const;

type Columns = ReadonlyMap<string, Column>;

/** One quantity of the events of a file, with their weights. */
export interface Distribution {
  /** Medians are compared for numbers, means for what is 0 or 1. */
  readonly kind: "median" | "share";
  readonly values: readonly number[];
  readonly weights: readonly number[];
}

/** An analysis that asks for isolated leptons cuts here: the same for tracks and calorimeter, relative to pT. */
const isolated = 0.3;

/** The quantities that cuts of lessons are made on, of the first four leptons, weighted as the analysis hzz-2020 weights. */
export function compared(parts: readonly Columns[]): ReadonlyMap<string, Distribution> {
  const scalar = (name: string) => parts.flatMap((part) => numbersOf(part, name));
  const lists = (name: string) => parts.flatMap((part) => listsOf(part, name));
  const factors = comparedBranches.slice(0, 5).map(scalar);
  const weights = factors[0]!.map((_, i) => factors.reduce((product, factor) => product * factor[i]!, 1));
  const [pt, eta, charge, type] = ["lep_pt", "lep_eta", "lep_charge", "lep_type"].map(lists) as [
    number[][],
    number[][],
    number[][],
    number[][],
  ];
  const [tracks, calorimeter] = ["lep_ptcone30", "lep_etcone20"].map(lists) as [number[][], number[][]];
  const result = new Map<string, Distribution>();
  const add = (name: string, kind: Distribution["kind"], value: (event: number) => number | boolean) =>
    result.set(name, { kind, weights, values: weights.map((_, event) => Number(value(event))) });
  const ranks = [0, 1, 2, 3];
  for (const i of ranks) add(`pT of lepton ${i + 1}, GeV`, "median", (event) => pt[event]![i]! / 1000);
  for (const i of ranks) add(`abs(η) of lepton ${i + 1}`, "median", (event) => Math.abs(eta[event]![i]!));
  const isIsolated = (cone: number[][], event: number, i: number) => cone[event]![i]! < isolated * pt[event]![i]!;
  for (const i of [2, 3]) {
    add(`ptcone30 / pT < 0.3, lepton ${i + 1}`, "share", (event) => isIsolated(tracks, event, i));
    add(`etcone20 / pT < 0.3, lepton ${i + 1}`, "share", (event) => isIsolated(calorimeter, event, i));
  }
  add("all four isolated", "share", (event) =>
    ranks.every((i) => isIsolated(tracks, event, i) && isIsolated(calorimeter, event, i)),
  );
  const sumOf = (list: number[][], event: number) => ranks.reduce((sum, i) => sum + list[event]![i]!, 0);
  const isNeutral = (event: number) => sumOf(charge, event) === 0;
  add("total charge 0", "share", isNeutral);
  for (const [name, sum] of [
    ["4e", 44],
    ["2e2μ", 48],
    ["4μ", 52],
  ] as const)
    add(`charge 0 and ${name}`, "share", (event) => isNeutral(event) && sumOf(type, event) === sum);
  add("charge 0 and right types", "share", (event) => isNeutral(event) && [44, 48, 52].includes(sumOf(type, event)));
  return result;
}

function numbersOf(columns: Columns, name: string): number[] {
  const column = columns.get(name);
  if (column?.shape !== "scalar") throw new RangeError(`${name} is no branch of numbers`);
  return Array.from({ length: column.length }, (_, i) => Number(column.values[i]));
}

function listsOf(columns: Columns, name: string): number[][] {
  const column = columns.get(name);
  if (column?.shape !== "list") throw new RangeError(`${name} is no branch of lists`);
  const { offsets, content } = column;
  return Array.from({ length: column.length }, (_, i) =>
    Array.from({ length: offsets[i + 1]! - offsets[i]! }, (_, j) => Number(content[offsets[i]! + j])),
  );
}

/** The weighted median of a quantity, or the weighted share of events that have it. */
export function summaryOf({ kind, values, weights }: Distribution): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (kind === "share") return values.reduce((sum, value, i) => sum + value * weights[i]!, 0) / total;
  let sum = 0;
  for (const i of orderOf(values)) if ((sum += weights[i]!) >= total / 2) return values[i]!;
  throw new RangeError("no events");
}

/** Largest distance of both cumulative distributions (Kolmogorov and Smirnov), with weights. */
export function distanceOf(a: Distribution, b: Distribution): number {
  const shares = [a, b].flatMap(({ values, weights }, which) => {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return values.map((value, i) => ({ value, share: ((which === 0 ? 1 : -1) * weights[i]!) / total }));
  });
  shares.sort((x, y) => x.value - y.value);
  let [sum, largest] = [0, 0];
  shares.forEach(({ value, share }, i) => {
    sum += share;
    // Equal values count together.
    if (shares[i + 1]?.value !== value) largest = Math.max(largest, Math.abs(sum));
  });
  return largest;
}

function orderOf(values: readonly number[]): number[] {
  return Array.from(values.keys()).sort((i, j) => values[i]! - values[j]!);
}

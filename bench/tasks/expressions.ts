import { CallableCorrection } from "../../src/corrections/callable-correction.ts";
import { parseCorrections } from "../../src/corrections/parse-corrections.ts";
import { heapGrowth } from "../../test/support/heap-growth.ts";
import { compileKernel } from "../../src/analysis/kernel/kernel.ts";
import { createScratch } from "../../src/analysis/kernel/chunk.ts";
import type { Recipe } from "../../src/analysis/spec-recipe.ts";
import type { JaggedColumn, LeafType } from "../../src/rootio/column.ts";

/** One histogram, filled over and over, in events per second. */
export interface ExpressionTimes {
  readonly title: string;
  readonly compiled: number;
  /** The same, by a loop over plain arrays. */
  readonly byHand: number;
  /** Bytes by which the heap grows in an event of the compiled one. */
  readonly heapPerEvent: number;
}

const events = 4096;
const seconds = 1.2;

let state = 12345;
function random(): number {
  state = (Math.imul(state, 1664525) + 1013904223) | 0;
  return (state >>> 8) / 2 ** 24;
}

type Make = () => number;

/** As many objects in every event. */
function columnsOf(count: number, fields: Readonly<Record<string, Make>>): Map<string, JaggedColumn> {
  const offsets = Int32Array.from({ length: events + 1 }, (_, i) => i * count);
  return new Map(
    Object.entries(fields).map(([name, make]) => {
      const content = Float32Array.from({ length: events * count }, make);
      return [name, { shape: "list", type: "float32", length: events, offsets, content }] as const;
    }),
  );
}

const kinematics = {
  pt: () => 25 - 40 * Math.log(1 - random()),
  eta: () => 5 * random() - 2.5,
  phi: () => 2 * Math.PI * random() - Math.PI,
  mass: () => 5 * random(),
};
const jets = columnsOf(8, { ...kinematics, btag: random });
const leptons = columnsOf(4, {
  ...kinematics,
  charge: () => (random() < 0.5 ? -1 : 1),
  type: () => (random() < 0.5 ? 11 : 13),
});

type Columns = ReadonlyMap<string, JaggedColumn>;

interface Filled {
  readonly title: string;
  readonly columns: Columns;
  readonly define: Readonly<Record<string, string>>;
  readonly expression: string;
  readonly where?: string;
  /** Of the axis, which starts at 0. */
  readonly upper: number;
  /** The value in an event, or undefined. */
  readonly byHand: (event: Plain[]) => number | undefined;
}

/** An object of an event, for the loop by hand. */
interface Plain {
  readonly pt: number;
  readonly eta: number;
  readonly px: number;
  readonly py: number;
  readonly pz: number;
  readonly energy: number;
  readonly btag: number;
  readonly charge: number;
  readonly type: number;
}

function eventsOf(columns: Columns): Plain[][] {
  const value = (name: string, at: number): number => Number(columns.get(name)?.content[at] ?? 0);
  const count = columns.get("pt")!.offsets[1]!;
  return Array.from({ length: events }, (_, i) =>
    Array.from({ length: count }, (_, k): Plain => {
      const at = i * count + k;
      const [pt, phi, mass] = [value("pt", at), value("phi", at), value("mass", at)];
      const [px, py, pz] = [pt * Math.cos(phi), pt * Math.sin(phi), pt * Math.sinh(value("eta", at))];
      const energy = Math.sqrt(px * px + py * py + pz * pz + mass * mass);
      const [eta, btag] = [value("eta", at), value("btag", at)];
      return { pt, eta, px, py, pz, energy, btag, charge: value("charge", at), type: value("type", at) };
    }),
  );
}

function massOf(...parts: readonly Plain[]): number {
  let [px, py, pz, energy] = [0, 0, 0, 0];
  for (const part of parts) {
    px += part.px;
    py += part.py;
    pz += part.pz;
    energy += part.energy;
  }
  return Math.sqrt(Math.max(0, energy * energy - px * px - py * py - pz * pz));
}

function trijet(event: Plain[]): number | undefined {
  let best: [Plain, Plain, Plain] | undefined;
  let most = -1;
  for (let i = 0; i < event.length; i++)
    for (let j = i + 1; j < event.length; j++)
      for (let k = j + 1; k < event.length; k++) {
        const [a, b, c] = [event[i]!, event[j]!, event[k]!];
        if (!(a.btag > 0.5 || b.btag > 0.5 || c.btag > 0.5)) continue;
        const [px, py] = [a.px + b.px + c.px, a.py + b.py + c.py];
        const square = px * px + py * py;
        if (square > most) [most, best] = [square, [a, b, c]];
      }
  return best && massOf(...best);
}

function bestZ(event: Plain[]): number | undefined {
  let best: number | undefined;
  for (let i = 0; i < event.length; i++)
    for (let j = i + 1; j < event.length; j++) {
      const [a, b] = [event[i]!, event[j]!];
      if (a.charge === b.charge || a.type !== b.type) continue;
      const mass = massOf(a, b);
      if (best === undefined || Math.abs(mass - 91.1876) < Math.abs(best - 91.1876)) best = mass;
    }
  return best;
}

const steps = (n: number, low: number, width: number) => Array.from({ length: n + 1 }, (_, i) => low + width * i);
const [ptEdges, etaEdges] = [steps(20, 20, 10), steps(10, -2.5, 0.5)];
const factorOf = (syst: number, bin: number): number => 0.9 + syst / 20 + ((bin * 37) % 200) / 1000;

/** A file of corrections: 3 texts × 20 × 10 bins. */
const scaleFactorFile = {
  schema_version: 2,
  corrections: [
    {
      name: "sf",
      version: 1,
      inputs: [
        { name: "syst", type: "string" },
        { name: "pt", type: "real" },
        { name: "eta", type: "real" },
      ],
      output: { name: "weight", type: "real" },
      data: {
        nodetype: "category",
        input: "syst",
        content: ["nominal", "up", "down"].map((key, syst) => ({
          key,
          value: {
            nodetype: "multibinning",
            inputs: ["pt", "eta"],
            edges: [ptEdges, etaEdges],
            content: Array.from({ length: 200 }, (_, i) => factorOf(syst, i)),
            flow: "clamp",
          },
        })),
      },
    },
  ],
};
const corrections = new Map([
  ["sf", new CallableCorrection(parseCorrections(JSON.stringify(scaleFactorFile)).get("sf")!)],
]);

/** By halves, as a table is searched. */
function binOf(edges: readonly number[], value: number): number {
  let [low, high] = [0, edges.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= value) low = middle;
    else high = middle;
  }
  return low;
}

const factors = Array.from({ length: 200 }, (_, i) => factorOf(0, i));

function scaleFactors(event: Plain[]): number {
  let product = 1;
  for (const { pt, eta } of event) product *= factors[10 * binOf(ptEdges, pt) + binOf(etaEdges, eta)]!;
  return product;
}

const filled: readonly Filled[] = [
  {
    title: "mass of the b-tagged triple of 8 jets with the highest pT",
    columns: jets,
    define: {
      tagged: "[t for t in combinations(x, 3) if t.a.btag > 0.5 || t.b.btag > 0.5 || t.c.btag > 0.5]",
    },
    expression: "mass(tagged[argmax(pt(tagged))])",
    where: "count(tagged) > 0",
    upper: 500,
    byHand: trijet,
  },
  {
    title: "mass of the pair of 4 leptons that is closest to the Z",
    columns: leptons,
    define: { z: "[p for p in pairs(x) if p.a.charge != p.b.charge && p.a.type == p.b.type]" },
    expression: "mass(z[argmin(abs(mass(z) - 91.1876))])",
    where: "count(z) > 0",
    upper: 500,
    byHand: bestZ,
  },
  {
    title: "product of a scale factor of each of 4 leptons, from bins of pT and eta",
    columns: leptons,
    define: {},
    expression: 'product(sf("nominal", pt, eta))',
    upper: 2,
    byHand: scaleFactors,
  },
];

/** Events per second of CPU time, after a while for the compiler. */
function rateOf(run: () => void): number {
  run();
  const limit = performance.now() + (1000 * seconds) / 4;
  while (performance.now() < limit) run();
  const start = process.cpuUsage();
  const used = (): number => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  };
  let passes = 0;
  do {
    run();
    passes++;
  } while (used() < seconds);
  return (passes * events) / used();
}

const [bins, lower] = [50, 0];

function measure({ title, columns, define, expression, where, upper, byHand }: Filled): ExpressionTimes {
  const recipe: Recipe = {
    tree: "t",
    energyUnit: "GeV",
    collections: { x: Object.fromEntries([...columns.keys()].map((name) => [name, name])) },
    corrections: { sf: { file: "sf.json", name: "sf" } },
    define: Object.entries(define).map(([name, text]) => ({ name, expression: text })),
    weights: { factors: [], sign: "signed" },
    cuts: [],
    histograms: [
      {
        name: "h",
        title,
        expression,
        ...(where && { where }),
        axis: { type: "regular", bins, lower, upper, label: "", unit: "" },
      },
    ],
  };
  const types = new Map<string, LeafType>(
    [...columns.keys()].map((name) => [name, { shape: "list", type: "float32" }]),
  );
  const kernel = compileKernel(recipe, types, { weighted: true, normalisation: 1, where: {}, corrections });
  const sums = new Float64Array(kernel.layout.length);
  const scratch = createScratch(events);
  const chunk = { entryStart: 0, length: events, columns };
  const pass = () => {
    sums.fill(0);
    for (const stage of kernel.stages.keys()) kernel.run(stage, chunk, sums, scratch);
  };
  const compiled = rateOf(pass);
  const heapPerEvent = heapGrowth(pass, 4 * events) / events;
  const given = eventsOf(columns);
  const counts = new Float64Array(bins + 2);
  const loop = rateOf(() => {
    counts.fill(0);
    for (const event of given) {
      const value = byHand(event);
      if (value === undefined) continue;
      const cell = 1 + Math.floor(((value - lower) / (upper - lower)) * bins);
      counts[Math.max(0, Math.min(bins + 1, cell))]!++;
    }
  });
  const { entries } = kernel.layout.histograms[0]!;
  const differing = counts.findIndex((count, cell) => count !== sums[entries + cell]);
  if (differing !== -1)
    throw new Error(
      `${title}: ${sums[entries + differing]} entries in cell ${differing}, by hand ${counts[differing]}`,
    );
  return { title, compiled, byHand: loop, heapPerEvent };
}

console.log(JSON.stringify(filled.map(measure)));

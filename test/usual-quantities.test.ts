import { describe, expect, test } from "vitest";
import { compileKernel, type Kernel } from "../src/analysis/kernel/kernel.ts";
import type { Recipe } from "../src/analysis/spec-recipe.ts";
import { branchMap, type BranchTypes, type Event, recipeOf, runKernel } from "./support/kernel-fixtures.ts";

/** What analyses ask for, as a user would write it, beside loops over plain objects with the formulas of the textbook. */

const particle = { pt: ["float64"], eta: ["float64"], phi: ["float64"], m: ["float64"] } as const;
const prefixed = (prefix: string, types: BranchTypes): BranchTypes =>
  Object.fromEntries(Object.entries(types).map(([name, type]) => [`${prefix}_${name}`, type]));

const types: BranchTypes = {
  met: "float64",
  met_phi: "float64",
  triggers: "uint64",
  ...prefixed("jet", { ...particle, btag: ["float64"], id: ["int32"] }),
  ...prefixed("el", { ...particle, charge: ["int32"], iso: ["float64"] }),
  ...prefixed("mu", { ...particle, charge: ["int32"], iso: ["float64"], hits: ["int32"] }),
};

const fields = (prefix: string, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name === "m" ? "mass" : name, `${prefix}_${name}`]));
const recipe: Partial<Recipe> = {
  energyUnit: "GeV",
  collections: {
    jet: fields("jet", ["pt", "eta", "phi", "m", "btag", "id"]),
    el: { ...fields("el", ["pt", "eta", "phi", "m", "charge", "iso"]), flavour: "11" },
    mu: { ...fields("mu", ["pt", "eta", "phi", "m", "charge", "iso", "hits"]), flavour: "13" },
  },
  define: [
    { name: "lep", expression: "concat(el, mu)" },
    { name: "byPt", expression: "sortBy(lep, -lep.pt)" },
    { name: "central", expression: "jet[jet.pt > 25 && abs(jet.eta) < 2.5]" },
    { name: "bjet", expression: "central[central.btag > 0.7]" },
    { name: "sameFlavour", expression: "[p for p in pairs(lep) if p.a.flavour == p.b.flavour]" },
    { name: "z", expression: "[p for p in sameFlavour if p.a.charge != p.b.charge]" },
    {
      name: "triples",
      expression: "[t for t in combinations(central, 3) if max(t.a.btag, t.b.btag, t.c.btag) > 0.7]",
    },
    { name: "missing", expression: "ptEtaPhiM(met, 0, met_phi, 0)" },
    { name: "clean", expression: "[j for j in jet if all(deltaR(j, lep) > 0.4)]" },
  ],
};

interface Particle {
  readonly pt: number;
  readonly eta: number;
  readonly phi: number;
  readonly m: number;
  readonly charge: number;
  readonly flavour: number;
  readonly iso: number;
  readonly btag: number;
  readonly id: number;
}

interface Objects {
  readonly met: number;
  readonly metPhi: number;
  readonly triggers: bigint;
  readonly jets: readonly Particle[];
  readonly electrons: readonly Particle[];
  readonly muons: readonly Particle[];
}

let state = 20261;
function random(): number {
  state = (Math.imul(state, 1664525) + 1013904223) | 0;
  return (state >>> 8) / 2 ** 24;
}

function made(flavour: number): Particle {
  return {
    pt: 15 - 40 * Math.log(1 - random()),
    eta: 6 * random() - 3,
    phi: 2 * Math.PI * random() - Math.PI,
    m: flavour === 11 ? 0.000511 : flavour === 13 ? 0.1057 : 10 * random(),
    charge: random() < 0.5 ? -1 : 1,
    flavour,
    iso: random(),
    btag: random(),
    id: Math.floor(8 * random()),
  };
}

const several = (most: number, flavour: number): Particle[] =>
  Array.from({ length: Math.floor((most + 1) * random()) }, () => made(flavour));
const events = Array.from({ length: 60 }, (): Objects => ({
  met: 100 * random(),
  metPhi: 2 * Math.PI * random() - Math.PI,
  triggers: BigInt(Math.floor(2 ** 32 * random())) << 32n,
  jets: several(8, 1),
  electrons: several(3, 11),
  muons: several(3, 13),
}));

function branchesOf({ met, metPhi, triggers, jets, electrons, muons }: Objects): Event {
  const columns = (prefix: string, particles: readonly Particle[], names: readonly (keyof Particle)[]) =>
    names.map((name) => [`${prefix}_${name}`, particles.map((one) => one[name])] as const);
  return {
    met,
    met_phi: metPhi,
    triggers,
    ...Object.fromEntries([
      ...columns("jet", jets, ["pt", "eta", "phi", "m", "btag", "id"]),
      ...columns("el", electrons, ["pt", "eta", "phi", "m", "charge", "iso"]),
      ...columns("mu", muons, ["pt", "eta", "phi", "m", "charge", "iso"]),
      ["mu_hits", muons.map(({ id }) => id)],
    ]),
  };
}

function momentum({ pt, eta, phi, m }: Particle): readonly [number, number, number, number] {
  const [x, y, z] = [pt * Math.cos(phi), pt * Math.sin(phi), pt * Math.sinh(eta)];
  return [x, y, z, Math.hypot(x, y, z, m)];
}

function system(particles: readonly Particle[]): readonly number[] {
  return [0, 1, 2, 3].map((axis) => particles.reduce((sum, one) => sum + momentum(one)[axis]!, 0));
}

function massOf(particles: readonly Particle[]): number {
  const [x, y, z, e] = system(particles) as [number, number, number, number];
  return Math.sqrt(Math.max(0, (e - Math.hypot(x, y, z)) * (e + Math.hypot(x, y, z))));
}

const ptOf = (particles: readonly Particle[]): number => Math.hypot(system(particles)[0]!, system(particles)[1]!);

function azimuth(difference: number): number {
  return Math.atan2(Math.sin(difference), Math.cos(difference));
}

const distance = (a: Particle, b: Particle): number => Math.hypot(a.eta - b.eta, azimuth(a.phi - b.phi));
const leptons = ({ electrons, muons }: Objects): Particle[] => [...electrons, ...muons];
const byPt = (event: Objects): Particle[] => leptons(event).toSorted((a, b) => b.pt - a.pt);
const central = ({ jets }: Objects): Particle[] => jets.filter(({ pt, eta }) => pt > 25 && Math.abs(eta) < 2.5);
const bjets = (event: Objects): Particle[] => central(event).filter(({ btag }) => btag > 0.7);

function choices<T>(list: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return list.flatMap((one, i) => choices(list.slice(i + 1), size - 1).map((rest) => [one, ...rest]));
}

function closest(masses: readonly number[], to: number): number | undefined {
  return masses.toSorted((a, b) => Math.abs(a - to) - Math.abs(b - to))[0];
}

const zPairs = (event: Objects): Particle[][] =>
  choices(leptons(event), 2).filter(([a, b]) => a!.flavour === b!.flavour && a!.charge !== b!.charge);
const triples = (event: Objects): Particle[][] =>
  choices(central(event), 3).filter((jets) => jets.some(({ btag }) => btag > 0.7));
const clean = (event: Objects): Particle[] =>
  event.jets.filter((jet) => leptons(event).every((lepton) => distance(jet, lepton) > 0.4));
/** How fast an observer who moves along with the system sees a particle: the matrix of the textbook, for a direction n. */
function seenFrom(particles: readonly Particle[], one: Particle): readonly [number, number, number, number] {
  const [x, y, z, e] = system(particles) as [number, number, number, number];
  const p = Math.hypot(x, y, z);
  const [n, beta] = [[x / p, y / p, z / p], p / e];
  const gamma = 1 / Math.sqrt((1 - beta) * (1 + beta));
  const [px, py, pz, energy] = momentum(one);
  const along = px * n[0]! + py * n[1]! + pz * n[2]!;
  const shift = (gamma - 1) * along - gamma * beta * energy;
  return [px + shift * n[0]!, py + shift * n[1]!, pz + shift * n[2]!, gamma * (energy - beta * along)];
}

function helicity([a, b]: readonly Particle[]): number {
  const inside = seenFrom([a!, b!], a!);
  const flight = system([a!, b!]);
  const along = inside[0] * flight[0]! + inside[1] * flight[1]! + inside[2] * flight[2]!;
  return along / Math.hypot(inside[0], inside[1], inside[2]) / Math.hypot(flight[0]!, flight[1]!, flight[2]!);
}

const best = (event: Objects): Particle[] | undefined => triples(event).toSorted((a, b) => ptOf(b) - ptOf(a))[0];

/** undefined: there is no value, and the expression is guarded by a condition. */
type Own = (event: Objects) => number | boolean | readonly (number | boolean)[] | undefined;

const quantities: readonly (readonly [expression: string, own: Own, where?: string | undefined])[] = [
  ["count(bjet)", (e) => bjets(e).length],
  ["sum(jet.btag > 0.7 && jet.pt > 25)", (e) => e.jets.filter(({ btag, pt }) => btag > 0.7 && pt > 25).length],
  ["count(bjet) >= 2 && met > 30", (e) => bjets(e).length >= 2 && e.met > 30],
  ["sum(central.pt)", (e) => central(e).reduce((sum, { pt }) => sum + pt, 0)],
  ["mass(z)", (e) => zPairs(e).map(massOf)],
  [
    "[mass(a + b) for a, b in pairs(lep) if a.charge * b.charge < 0 && a.flavour == b.flavour]",
    (e) => zPairs(e).map(massOf),
  ],
  ["mass(z[argmin(abs(mass(z) - 91.1876))])", (e) => closest(zPairs(e).map(massOf), 91.1876), "count(z) > 0"],
  [
    "any(abs(mass(sameFlavour) - 91.1876) < 15)",
    (e) =>
      choices(leptons(e), 2).some(
        (pair) => pair[0]!.flavour === pair[1]!.flavour && Math.abs(massOf(pair) - 91.1876) < 15,
      ),
  ],
  ["mass(triples[argmax(pt(triples))])", (e) => best(e) && massOf(best(e)!), "count(triples) > 0"],
  ["max(pt(triples), default=0)", (e) => (best(e) === undefined ? 0 : ptOf(best(e)!))],
  [
    "[mass(a + b + c) for a, b, c in combinations(central, 3) if a.btag > 0.7 || b.btag > 0.7 || c.btag > 0.7]",
    (e) => triples(e).map(massOf),
  ],
  [
    "mass(pairs(jet))[argmin(abs(mass(pairs(jet)) - 80.4))]",
    (e) => closest(choices(e.jets, 2).map(massOf), 80.4),
    "count(jet) > 1",
  ],
  [
    "min(abs(mass(pairs(jet)) - 80.4), default=-1)",
    (e) => {
      const mass = closest(choices(e.jets, 2).map(massOf), 80.4);
      return mass === undefined ? -1 : Math.abs(mass - 80.4);
    },
  ],
  ["clean.pt", (e) => clean(e).map(({ pt }) => pt)],
  ["byPt.pt", (e) => byPt(e).map(({ pt }) => pt)],
  [
    "take(byPt, 2).charge",
    (e) =>
      byPt(e)
        .slice(0, 2)
        .map(({ charge }) => charge),
  ],
  ["first(byPt.flavour, default=0)", (e) => byPt(e)[0]?.flavour ?? 0],
  [
    "lep[lep.charge > 0 && lep.flavour == 11].iso",
    (e) => e.electrons.filter(({ charge }) => charge > 0).map(({ iso }) => iso),
  ],
  ["mass(sum(lep))", (e) => massOf(leptons(e)), "count(lep) > 1"],
  [
    "min(flatten([deltaR(l, jet) for l in lep]), default=9)",
    (e) => Math.min(9, ...leptons(e).flatMap((lepton) => e.jets.map((jet) => distance(lepton, jet)))),
  ],
  [
    "min([deltaR(l, j) for l, j in cross(lep, jet)], default=9)",
    (e) => Math.min(9, ...leptons(e).flatMap((lepton) => e.jets.map((jet) => distance(lepton, jet)))),
  ],
  [
    "[min(deltaR(l, jet), default=-1) for l in lep]",
    (e) =>
      leptons(e).map((lepton) => (e.jets.length === 0 ? -1 : Math.min(...e.jets.map((jet) => distance(lepton, jet))))),
  ],
  [
    "jet[nearest(lep, jet)].btag",
    (e) => leptons(e).map((lepton) => e.jets.toSorted((a, b) => distance(lepton, a) - distance(lepton, b))[0]!.btag),
    "count(jet) > 0",
  ],
  [
    "max([abs(deltaPhi(a, b)) for a, b in pairs(jet)], default=0)",
    (e) => Math.max(0, ...choices(e.jets, 2).map(([a, b]) => Math.abs(azimuth(a!.phi - b!.phi)))),
  ],
  [
    "max(jet[jet.btag < 0.7].pt, default=0)",
    (e) => Math.max(0, ...e.jets.filter(({ btag }) => btag < 0.7).map(({ pt }) => pt)),
  ],
  ["sort(jet.pt)[-2]", (e) => e.jets.map(({ pt }) => pt).toSorted((a, b) => b - a)[1], "count(jet) > 1"],
  [
    "sum(pt(jet)) / sum(energy(jet))",
    (e) => e.jets.reduce((sum, { pt }) => sum + pt, 0) / e.jets.reduce((sum, jet) => sum + momentum(jet)[3], 0),
    "count(jet) > 0",
  ],
  ["(triggers >> 40 & 5) == 5", (e) => ((e.triggers >> 40n) & 5n) === 5n],
  ["sum(jet.id & 6 == 6)", (e) => e.jets.filter(({ id }) => (id & 6) === 6).length],
  ["count(unique(lep.flavour))", (e) => new Set(leptons(e).map(({ flavour }) => flavour)).size],
  [
    "lep.charge in [1] && lep.flavour in [11, 15]",
    (e) => leptons(e).map(({ charge, flavour }) => charge === 1 && flavour === 11),
  ],
  ["cumsum(jet.pt)", (e) => e.jets.map((_, i) => e.jets.slice(0, i + 1).reduce((sum, { pt }) => sum + pt, 0))],
  [
    "interpolate(jet.pt, [20, 50, 120], [1.1, 1.0, 0.9])",
    (e) =>
      e.jets.map(({ pt }) =>
        pt <= 20 ? 1.1 : pt >= 120 ? 0.9 : pt < 50 ? 1.1 - (0.1 * (pt - 20)) / 30 : 1 - (0.1 * (pt - 50)) / 70,
      ),
  ],
  [
    "[lep[p.a].charge * lep[p.b].charge for p in pairs(range(count(lep)))]",
    (e) => choices(leptons(e), 2).map(([a, b]) => a!.charge * b!.charge),
  ],
  [
    "jet[[i for i in range(count(jet)) if i % 2 == 0]].pt",
    (e) => e.jets.filter((_, i) => i % 2 === 0).map(({ pt }) => pt),
  ],
  ["reverse(jet).id", (e) => e.jets.map(({ id }) => id).toReversed()],
  ["where(count(bjet) > 0, first(bjet.pt, default=0), met)", (e) => bjets(e)[0]?.pt ?? e.met],
  [
    "hypot(met * cos(met_phi) + px(sum(lep)), met * sin(met_phi) + py(sum(lep)))",
    (e) =>
      Math.hypot(
        e.met * Math.cos(e.metPhi) + system(leptons(e))[0]!,
        e.met * Math.sin(e.metPhi) + system(leptons(e))[1]!,
      ),
  ],
  [
    "count(el) == 1 && count(mu) == 1 && all(el.charge != mu.charge)",
    (e) => e.electrons.length === 1 && e.muons.length === 1 && e.electrons[0]!.charge !== e.muons[0]!.charge,
  ],
  [
    "count(pairs(lep)[pairs(lep).a.charge == pairs(lep).b.charge])",
    (e) => choices(leptons(e), 2).filter(([a, b]) => a!.charge === b!.charge).length,
  ],
  [
    "transverseMass(byPt[0], missing)",
    (e) => Math.sqrt(2 * byPt(e)[0]!.pt * e.met * (1 - Math.cos(byPt(e)[0]!.phi - e.metPhi))),
    "count(lep) > 0",
  ],
  [
    "pt(missing + sum(lep))",
    (e) =>
      Math.hypot(
        e.met * Math.cos(e.metPhi) + system(leptons(e))[0]!,
        e.met * Math.sin(e.metPhi) + system(leptons(e))[1]!,
      ),
  ],
  ["[cosThetaStar(p.a, p.b) for p in z]", (e) => zPairs(e).map(helicity)],
  ["energy(boost(z.a, z))", (e) => zPairs(e).map((pair) => seenFrom(pair, pair[0]!)[3])],
  ["px(boost(triples.a, triples))", (e) => triples(e).map((jets) => seenFrom(jets, jets[0]!)[0])],
  ["abs(deltaPhi(jet.phi, met_phi))", (e) => e.jets.map(({ phi }) => Math.abs(azimuth(phi - e.metPhi)))],
  [
    "product(where(jet.btag > 0.7, 0.95, 1.02))",
    (e) => e.jets.reduce((product, { btag }) => product * (btag > 0.7 ? 0.95 : 1.02), 1),
  ],
];

const columnTypes = branchMap(types);

/** Compiles once, for all events. */
function kernelOf(factor: string): Kernel {
  const full = recipeOf({ ...recipe, weights: { factors: [factor], sign: "signed" } });
  return compileKernel(full, columnTypes, { weighted: true, normalisation: 1, where: {} });
}

const valueOf = (kernel: Kernel, event: Objects): number =>
  runKernel(kernel, types, [branchesOf(event)]).sums[kernel.layout.cutflow.sumw]!;

const asNumber = (value: number | boolean): number => Number(value);

describe("what analyses ask for", () => {
  test.each(quantities.map(([expression, own, where = "true"]) => ({ expression, own, where })))(
    "$expression",
    ({ expression, own, where }) => {
      const guard = kernelOf(`where(${where}, 1, 0)`);
      const guarded = events.filter((event) => valueOf(guard, event) === 1);
      const expected = guarded.map(own);
      expect(guarded.length).toBeGreaterThan(5);
      const check = (text: string, values: readonly (readonly [Objects, number])[]): void => {
        const kernel = kernelOf(text);
        for (const [event, value] of values) {
          const got = valueOf(kernel, event);
          expect(Math.abs(got - value), `${text}: ${got}, not ${value}`).toBeLessThanOrEqual(
            1e-8 * Math.max(1, Math.abs(value)),
          );
        }
      };
      const single = (text: string, value: unknown): string =>
        typeof value === "boolean" ? `where(${text}, 1, 0)` : text;
      const lists = expected.filter((value): value is readonly (number | boolean)[] => Array.isArray(value));
      if (lists.length === 0) {
        check(
          single(expression, expected[0]),
          guarded.map((event, i) => [event, asNumber(expected[i] as number | boolean)]),
        );
        return;
      }
      check(
        `length(${expression})`,
        guarded.map((event, i) => [event, lists[i]!.length]),
      );
      const longest = Math.min(8, Math.max(...lists.map((list) => list.length)));
      for (let k = 0; k < longest; k++) {
        const some = guarded.flatMap((event, i) =>
          lists[i]!.length > k ? [[event, asNumber(lists[i]![k]!)] as const] : [],
        );
        check(single(`(${expression})[${k}]`, lists.flat()[0]), some);
      }
    },
  );

  test("has of electrons and muons together what both have", () => {
    expect(() => kernelOf("sum(concat(el, mu).hits)")).toThrow(/no field "hits".*known: /s);
    expect(() => kernelOf("sum(concat(el, mu).iso)")).not.toThrow();
  });
});

import { join } from "node:path";
import { expect, it } from "vitest";
import { loadSpec } from "../src/cli/load-spec.ts";
import type { AnalysisSpec } from "../src/analysis/spec.ts";
import type { Column } from "../src/rootio/column.ts";
import { openRootFile } from "../src/rootio/root-file.ts";
import { openFileSource } from "../src/rootio/source/file-source.ts";
import { readColumns } from "./support/read-columns.ts";
import { runInProcess } from "./support/run-in-process.ts";
import { describeWithSharedData, sharedPath } from "./support/shared-data.ts";

/** The examples that read files of other experiments, each beside a plain loop over the columns of a public file. */

const folder = sharedPath("root-corpus/coffea");

/** What the main histogram of an example holds when it reads this file: counts, flow bins at the ends. */
async function countsOf(example: string, file: string): Promise<number[]> {
  const spec = await loadSpec(join(import.meta.dirname, "../examples", example));
  const groups: AnalysisSpec["groups"] = spec.groups.map((group) => ({
    ...group,
    samples: group.samples.map((sample) => ({ ...sample, files: [file] })),
  }));
  const { view } = await runInProcess({ ...spec, groups }, { mirrors: [folder] });
  expect(view.status).toBe("complete");
  return Array.from(view.groups[0]!.histograms.get(spec.histograms[0]!.name)!.entries);
}

/** Lists of each event, by short names. */
async function eventsOf<Name extends string>(
  file: string,
  treeName: string,
  branches: Readonly<Record<Name, string>>,
): Promise<Record<Name, number[]>[]> {
  await using source = await openFileSource(join(folder, file));
  const tree = await (await openRootFile(source)).openTree(treeName);
  const columns = await readColumns(tree, Object.values(branches));
  const names = Object.keys(branches) as Name[];
  return Array.from({ length: tree.entries }, (_, i) => {
    const lists = names.map((name) => [name, listAt(columns.get(branches[name])!, i)] as const);
    return Object.fromEntries(lists) as Record<Name, number[]>;
  });
}

function listAt(column: Column, i: number): number[] {
  if (column.shape === "scalar") throw new TypeError("expected a list for each event");
  return Array.from(column.content.slice(column.offsets[i], column.offsets[i + 1]), Number);
}

/** Counts of bins of equal width, flow bins at the ends. */
function fill(values: readonly number[], bins: number, lower: number, upper: number): number[] {
  const counts = new Array<number>(bins + 2).fill(0);
  for (const value of values) {
    const bin = Math.floor(((value - lower) / (upper - lower)) * bins);
    counts[Math.min(Math.max(bin, -1), bins) + 1]!++;
  }
  return counts;
}

type Momentum = readonly [px: number, py: number, pz: number, energy: number];

function massOf(parts: readonly Momentum[]): number {
  const sum = [0, 1, 2, 3].map((i) => parts.reduce((total, part) => total + part[i]!, 0));
  return Math.sqrt(sum[3]! ** 2 - sum[0]! ** 2 - sum[1]! ** 2 - sum[2]! ** 2);
}

describeWithSharedData("an example for a file of another experiment", () => {
  it("fills the mass of two muons from NanoAOD", async () => {
    const branches = {
      pt: "Muon_pt",
      eta: "Muon_eta",
      phi: "Muon_phi",
      mass: "Muon_mass",
      charge: "Muon_charge",
    };
    const events = await eventsOf("nano_dy.root", "Events", branches);
    const masses = events
      .filter(({ charge }) => charge.length === 2 && charge[0]! + charge[1]! === 0)
      .map(({ pt, eta, phi, mass }) =>
        massOf(
          pt.map((p, k): Momentum => {
            const pz = p * Math.sinh(eta[k]!);
            return [p * Math.cos(phi[k]!), p * Math.sin(phi[k]!), pz, Math.hypot(p, pz, mass[k]!)];
          }),
        ),
      );
    expect(masses.length).toBeGreaterThan(3);
    expect(await countsOf("8-nanoaod-dimuon.yaml", "nano_dy.root")).toEqual(fill(masses, 30, 0, 120));
  });

  it("fills the mass of the two leading jets from EDM4hep", async () => {
    const branches = {
      px: "Jet/Jet.momentum.x",
      py: "Jet/Jet.momentum.y",
      pz: "Jet/Jet.momentum.z",
      energy: "Jet/Jet.energy",
    };
    const events = await eventsOf("test_FCC_Spring2021.root", "events", branches);
    const masses = events.flatMap(({ px, py, pz, energy }) => {
      const jets = px.map((x, k): Momentum => [x, py[k]!, pz[k]!, energy[k]!]);
      const pt = ([x, y]: Momentum) => Math.hypot(x, y);
      if (jets.filter((jet) => pt(jet) > 20).length < 2) return [];
      return massOf(jets.sort((a, b) => pt(b) - pt(a)).slice(0, 2));
    });
    expect(masses.length).toBeGreaterThan(3);
    expect(await countsOf("9-edm4hep-jets.yaml", "test_FCC_Spring2021.root")).toEqual(fill(masses, 25, 0, 250));
  });

  it("fills the pT of electrons from PHYSLITE", async () => {
    const branches = {
      pt: "AnalysisElectronsAuxDyn.pt",
      eta: "AnalysisElectronsAuxDyn.eta",
      medium: "AnalysisElectronsAuxDyn.DFCommonElectronsLHMedium",
    };
    const events = await eventsOf("PHYSLITE_example.root", "CollectionTree", branches);
    const values = events.flatMap(({ pt, eta, medium }) =>
      pt.filter((_, k) => medium[k] === 1 && Math.abs(eta[k]!) < 2.47).map((p) => p / 1000),
    );
    expect(values.length).toBeGreaterThan(50);
    expect(await countsOf("10-physlite-electrons.yaml", "PHYSLITE_example.root")).toEqual(fill(values, 20, 0, 100));
  });
});

import { expect, it, describe } from "vitest";
import { describeWithSharedData, sharedPath } from "../../../test/support/shared-data.ts";
import { openRootFile } from "../../rootio/root-file.ts";
import { openFileSource } from "../../rootio/source/file-source.ts";
import { columnsOf, toyBranches } from "./branches.ts";
import { collisionData, dataPeriods } from "./collision-data.ts";
import type { RecordedEvent } from "./recorded-event.ts";
import { simulateBlock } from "./simulation.ts";
import { toySamples } from "./toy-sample.ts";

const sample = toySamples.find(({ name }) => name === "ttbar_lep")!;
const simulated = simulateBlock({ sample, seed: 1, entries: 500 }, 0);
const data = collisionData({ version: 2, seed: 1, mu: 1 }, dataPeriods[1]);

function scalars(name: string, events: readonly RecordedEvent[]): number[] {
  const column = columnsOf(events).get(name)!;
  if (column.shape !== "scalar") throw new TypeError(`${name} is a list`);
  return Array.from(column.values, Number);
}

function lists(name: string, events: readonly RecordedEvent[]): number[][] {
  const column = columnsOf(events).get(name)!;
  if (column.shape !== "list") throw new TypeError(`${name} is a scalar`);
  return events.map((_, i) => Array.from(column.content.subarray(column.offsets[i], column.offsets[i + 1]), Number));
}

describe("the branches", () => {
  it("have columns of their types, with one entry for each event", () => {
    const columns = columnsOf(simulated);
    expect([...columns.keys()]).toEqual(toyBranches.map(({ name }) => name));
    for (const { name, type } of toyBranches) {
      const column = columns.get(name)!;
      expect([name, column.shape, column.type, column.length]).toEqual([name, type.shape, type.type, simulated.length]);
    }
  });

  it("hold momenta in MeV and angles in radians", () => {
    const [first] = simulated;
    expect(lists("lep_pt", simulated)[0]).toEqual(first!.measured.leptons.map(({ pt }) => Math.fround(pt * 1000)));
    expect(lists("lep_phi", simulated)[0]).toEqual(first!.measured.leptons.map(({ phi }) => Math.fround(phi)));
    expect(scalars("met_et", simulated)[0]).toBe(Math.fround(first!.measured.met.pt * 1000));
  });

  it("have lists as long as their counters say", () => {
    for (const [counter, names] of [
      ["lep_n", ["lep_pt", "lep_eta", "lep_phi", "lep_E", "lep_charge", "lep_type", "lep_ptcone30", "lep_trigMatched"]],
      ["jet_n", ["jet_pt", "jet_eta", "jet_phi", "jet_E"]],
    ] as const)
      for (const name of names)
        for (const events of [simulated, data])
          expect(lists(name, events).map((list) => list.length)).toEqual(scalars(counter, events));
  });

  it("say of data nothing but what a detector sees", () => {
    for (const name of [
      "mcWeight",
      "scaleFactor_PILEUP",
      "scaleFactor_ELE",
      "scaleFactor_MUON",
      "scaleFactor_LepTRIGGER",
    ])
      expect(new Set(scalars(name, data))).toEqual(new Set([0]));
    for (const name of ["XSection", "SumWeights"]) expect(new Set(scalars(name, data))).toEqual(new Set([1]));
    expect(lists("lep_truthMatched", data).flat()).toEqual([]);
    expect(new Set(lists("lep_pt_syst", data).flat())).toEqual(new Set([0]));
  });

  it("say of simulation what it was made of", () => {
    expect(new Set(scalars("XSection", simulated))).toEqual(new Set([Math.fround(452.693559)]));
    expect(new Set(scalars("SumWeights", simulated))).toEqual(new Set([49386600]));
    expect(lists("lep_truthMatched", simulated)).toEqual(
      simulated.map(({ measured }) => measured.leptons.map(({ origin }) => Number(origin === "prompt"))),
    );
  });

  it("tell which flavour fired the trigger", () => {
    const fired = simulated.map(({ measured }) => measured.leptons.filter((lepton) => lepton.firedTrigger));
    expect(scalars("trigE", simulated)).toEqual(fired.map((list) => Number(list.some((l) => l.flavour === 11))));
    expect(scalars("trigM", simulated)).toEqual(fired.map((list) => Number(list.some((l) => l.flavour === 13))));
  });
});

describeWithSharedData("beside the real files, the branches", () => {
  it.each(["Data/data_A.4lep.root", "MC/mc_361106.Zee.4lep.root"])(
    "have the names, types and order of %s",
    async (path) => {
      await using source = await openFileSource(sharedPath("atlas-open-data/2020", path));
      const tree = await (await openRootFile(source)).openTree("mini");
      const real = tree.columnTypes();
      const names = toyBranches.map(({ name }) => name);
      expect([...real.keys()].filter((name) => names.includes(name))).toEqual(names);
      for (const { name, type } of toyBranches) expect([name, real.get(name)]).toEqual([name, type]);
    },
  );
});

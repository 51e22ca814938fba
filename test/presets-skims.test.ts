import { describe, expect, it } from "vitest";
import { type Process2020, release2020 } from "../src/analysis/catalogue.ts";
import { processes3lep, processesGamGam } from "../src/analysis/catalogue-skims.ts";
import { presetByName } from "../src/analysis/presets/presets.ts";
import { selectSamples } from "../src/analysis/select-samples.ts";
import type { AnalysisSpec } from "../src/analysis/spec.ts";
import type { AnalysisView } from "../src/protocol/documents/analysis-view.ts";
import {
  cellsOfFilled,
  channelFilePath,
  evenBins,
  expectCutflow,
  expectHistogram,
  massOf,
  type Momentum,
  ofEnergy,
  plainEvents,
  ptOf,
  sampleIn,
} from "./support/plain-loop.ts";
import { runInProcess } from "./support/run-in-process.ts";
import { describeWithSharedData, sharedPath } from "./support/shared-data.ts";

/** The presets wz-2020 and gamma-gamma on files of the toy and real ones, each beside a plain loop that follows the code of the release. */

const processes: Readonly<Record<string, Process2020>> = {
  ...release2020.processes,
  ...processes3lep,
  ...processesGamGam,
};

async function completeRun(
  spec: AnalysisSpec,
  mirrors: string[] = [],
): Promise<{ view: AnalysisView; names: string[] }> {
  const { view } = await runInProcess(spec, { mirrors });
  expect(view.status).toBe("complete");
  return { view, names: view.groups.flatMap(({ samples }) => samples.map(({ name }) => name)) };
}

/** Events with their weights: 1 for data, the product of the factors for simulation. */
async function weighted<Scalar extends string, List extends string>(
  path: string,
  sample: string,
  names: { readonly scalars: readonly Scalar[]; readonly lists: readonly List[] },
  factors: readonly Scalar[],
) {
  const process = processes[sample];
  const normalisation =
    process === undefined ? 1 : (release2020.luminosityInvFb * 1000 * process.crossSectionPb) / process.sumOfWeights;
  const events = await plainEvents(path, release2020.tree, names);
  return events.map((event) => ({
    event,
    weight: process === undefined ? 1 : factors.reduce((product, name) => product * event[name], normalisation),
  }));
}

const photonFactors = ["mcWeight", "scaleFactor_PHOTON", "scaleFactor_PhotonTRIGGER", "scaleFactor_PILEUP"] as const;
const photonNames = {
  scalars: [...photonFactors, "trigP"],
  lists: [
    ...(["photon_pt", "photon_eta", "photon_phi", "photon_E", "photon_isTightID"] as const),
    ...(["photon_ptcone30", "photon_etcone20", "photon_convType"] as const),
  ],
} as const;

/** Compares a sample with its file; gives the number of events that are left. */
async function expectPhotons(view: AnalysisView, name: string, path: string): Promise<number> {
  const all = (await weighted(path, name, photonNames, photonFactors)).map(({ event, weight }) => {
    const { photon_pt: pt, photon_eta: eta, photon_phi: phi, photon_E: energy } = event;
    const good = pt.flatMap((_, i) => {
      const distance = Math.abs(eta[i]!);
      const isIn = distance < 2.37 && (distance < 1.37 || distance > 1.52);
      return event.photon_isTightID[i] === 1 && pt[i]! > 25_000 && isIn ? [i] : [];
    });
    const [a = NaN, b = NaN] = good;
    const vectorAt = (i: number) => ofEnergy(pt[i]!, eta[i]!, phi[i]!, energy[i]!);
    const mass = good.length < 2 ? NaN : massOf(vectorAt(a), vectorAt(b));
    const isolated = good.every(
      (i) => event.photon_ptcone30[i]! / pt[i]! < 0.065 && event.photon_etcone20[i]! / pt[i]! < 0.065,
    );
    const central = good.every((i) => Math.abs(eta[i]!) < 0.75 && event.photon_convType[i] === 0);
    const cuts = [event.trigP === 1, good.length === 2, isolated, pt[a]! / mass > 0.35 && pt[b]! / mass > 0.25];
    return { weight, mass: mass / 1000, central, cuts };
  });
  const left = [0, 1, 2, 3, 4].map((n) => all.filter(({ cuts }) => cuts.slice(0, n).every((passes) => passes)));
  const sample = sampleIn(view, name);
  expectCutflow(
    sample,
    left.map((events) => events.map(({ weight }) => weight)),
  );
  const filled = left[4]!.map(({ mass, weight }) => [mass, weight] as const);
  expectHistogram(sample, "myy", cellsOfFilled(filled, 30, evenBins(30, 100, 160)));
  const inside = left[4]!.filter(({ central }) => central).map(({ mass, weight }) => [mass, weight] as const);
  expectHistogram(sample, "myy@central", cellsOfFilled(inside, 30, evenBins(30, 100, 160)));
  return filled.length;
}

describe("the preset gamma-gamma", () => {
  it("fills the mass of two photons as a plain loop does, in data with a peak", async () => {
    const { view, names } = await completeRun(presetByName("gamma-gamma-toy"));
    expect(names).toEqual([...Object.keys(release2020.dataPeriods), ...Object.keys(processesGamGam)]);
    for (const name of names)
      expect(await expectPhotons(view, name, await channelFilePath("GamGam", name))).toBeGreaterThan(100);
    // From 124 to 126 GeV, and 4 GeV beside.
    const { entries } = view.groups[0]!.histograms.get("myy")!;
    expect(entries[13]! - (entries[9]! + entries[17]!) / 2).toBeGreaterThan(1.5 * Math.sqrt(entries[13]!));
  });
});

const leptonFactors = [
  ...(["mcWeight", "scaleFactor_PILEUP", "scaleFactor_ELE"] as const),
  ...(["scaleFactor_MUON", "scaleFactor_LepTRIGGER"] as const),
] as const;
const leptonNames = {
  scalars: [...leptonFactors, "trigE", "trigM", "met_et", "met_phi"],
  lists: [
    ...(["lep_pt", "lep_eta", "lep_phi", "lep_E", "lep_charge", "lep_type", "lep_isTightID"] as const),
    ...(["lep_ptcone30", "lep_etcone20", "lep_trackd0pvunbiased", "lep_tracksigd0pvunbiased", "lep_z0"] as const),
  ],
} as const;

/** Pairs of three leptons, and the third. */
const pairs = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 2, 0],
] as const;

/** Compares a sample with its file; gives the number of events that are left. */
async function expectLeptons(view: AnalysisView, name: string, path: string): Promise<number> {
  const all = (await weighted(path, name, leptonNames, leptonFactors)).map(({ event, weight }) => {
    const { lep_pt: pt, lep_eta: eta, lep_phi: phi, lep_E: energy, lep_type: type, lep_charge: charge } = event;
    const good = pt.flatMap((_, i) => {
      const isIsolated = event.lep_ptcone30[i]! / pt[i]! < 0.15 && event.lep_etcone20[i]! / pt[i]! < 0.15;
      const sinTheta = 1 / Math.cosh(eta[i]!);
      const isNear = Math.abs(event.lep_z0[i]! * sinTheta) < 0.5;
      const significance = Math.abs(event.lep_trackd0pvunbiased[i]!) / event.lep_tracksigd0pvunbiased[i]!;
      const distance = Math.abs(eta[i]!);
      const isGood =
        type[i] === 11
          ? distance < 2.47 && (distance < 1.37 || distance > 1.52) && significance < 5
          : type[i] === 13 && distance < 2.5 && significance < 3;
      return event.lep_isTightID[i] === 1 && pt[i]! > 20_000 && isIsolated && isNear && isGood ? [i] : [];
    });
    const three = good.length === 3;
    const vectorAt = (i: number): Momentum => ofEnergy(pt[i]!, eta[i]!, phi[i]!, energy[i]!);
    let best = { distance: Infinity, mll: NaN, ptll: NaN, mTW: NaN };
    for (const [a, b, c] of three ? pairs : []) {
      const [i, j, k] = [good[a]!, good[b]!, good[c]!];
      if (type[i] !== type[j] || charge[i]! * charge[j]! >= 0) continue;
      const mll = massOf(vectorAt(i), vectorAt(j)) / 1000;
      const distance = Math.abs(mll - 91.18);
      if (distance >= best.distance) continue;
      const mTW = Math.sqrt(2 * pt[k]! * event.met_et * (1 - Math.cos(phi[k]! - event.met_phi))) / 1000;
      best = { distance, mll, ptll: ptOf(vectorAt(i), vectorAt(j)) / 1000, mTW };
    }
    const hard = good.some((i) => pt[i]! > 25_000);
    const triggered = event.trigE === 1 || event.trigM === 1;
    const cuts = [triggered, three, hard, best.distance < 10, event.met_et > 30_000, best.mTW > 30];
    return { weight, ...best, met: event.met_et / 1000, cuts };
  });
  const left = [0, 1, 2, 3, 4, 5, 6].map((n) => all.filter(({ cuts }) => cuts.slice(0, n).every(Boolean)));
  const sample = sampleIn(view, name);
  expectCutflow(
    sample,
    left.map((events) => events.map(({ weight }) => weight)),
  );
  const passed = left[6]!;
  for (const [key, lower, upper] of [
    ["mll", 76, 106],
    ["mTW", 0, 200],
    ["ptll", 0, 400],
    ["met", 0, 160],
  ] as const) {
    const filled = passed.map((one) => [one[key], one.weight] as const);
    expectHistogram(sample, key, cellsOfFilled(filled, 20, evenBins(20, lower, upper)));
  }
  return passed.length;
}

describe("the preset wz-2020", () => {
  it("finds the pair of the Z and the lepton of the W as a plain loop does", async () => {
    const { view, names } = await completeRun(presetByName("wz-toy"));
    expect(names).toEqual([...Object.keys(release2020.dataPeriods), ...["ttbar_lep", "Zee", "Zmumu", "llll", "lllv"]]);
    const found: Record<string, number> = {};
    for (const name of names) found[name] = await expectLeptons(view, name, await channelFilePath("3lep", name));
    expect(found["lllv"]).toBeGreaterThan(1000);
  });
});

/** A preset on files of another collection of the release, of which some are at hand: they have the same branches. */
function onFourLeptons(preset: string, skim: string, samples: readonly string[]): AnalysisSpec {
  const spec = selectSamples(presetByName(preset), samples);
  const groups = spec.groups.map((group) => ({
    ...group,
    samples: group.samples.map((one) => ({ ...one, files: one.files.map((file) => file.replace(skim, "4lep")) })),
  }));
  return { ...spec, groups };
}

describeWithSharedData("presets of other collections on real files with four leptons", () => {
  const folder = sharedPath("atlas-open-data/2020");
  const pathOf = (view: AnalysisView, name: string) => {
    const samples = view.spec.groups.flatMap((group) => group.samples);
    return `${folder}/${samples.find((sample) => sample.name === name)!.files[0]!}`;
  };

  it("wz-2020 finds what a plain loop finds", async () => {
    const spec = onFourLeptons("wz-2020", "3lep", ["data_*", "Zee", "Zmumu", "ttbar_lep"]);
    const { view, names } = await completeRun(spec, [folder]);
    let found = 0;
    for (const name of names) found += await expectLeptons(view, name, pathOf(view, name));
    expect(found).toBeGreaterThan(10);
  });

  it("gamma-gamma finds what a plain loop finds", async () => {
    const { view, names } = await completeRun(onFourLeptons("gamma-gamma", "GamGam", ["data_*"]), [folder]);
    for (const name of names) await expectPhotons(view, name, pathOf(view, name));
  });
});

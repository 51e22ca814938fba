import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { presetByName } from "../src/analysis/presets/presets.ts";
import { selectSamples } from "../src/analysis/select-samples.ts";
import type { AnalysisSpec } from "../src/analysis/spec.ts";
import { agc2015, type AgcProcessName } from "../src/analysis/catalogue-cms.ts";
import { toyAgc } from "../src/analysis/toy/toy-channels.ts";
import { keyedGauss } from "../src/physics/keyed-random.ts";
import type { AnalysisView } from "../src/protocol/documents/analysis-view.ts";
import {
  cellsOfFilled,
  channelFilePath,
  evenBins,
  expectCutflow,
  expectHistogram,
  massOf,
  ofMass,
  type PlainEvent,
  plainEvents,
  ptOf,
  sampleIn,
} from "./support/plain-loop.ts";
import { runInProcess } from "./support/run-in-process.ts";
import { describeWithSharedData, sharedPath } from "./support/shared-data.ts";

/** The presets dimuon and agc-ttbar, each beside a plain loop over the columns of a file: of the toy, and real ones. */

async function completeRun(spec: AnalysisSpec, mirrors: readonly string[] = []): Promise<AnalysisView> {
  const { view } = await runInProcess(spec, { mirrors: [...mirrors] });
  expect(view.status).toBe("complete");
  return view;
}

/** A preset with one of its samples, and another file for it. */
function withFile(spec: AnalysisSpec, name: string, file: string): AnalysisSpec {
  const selected = selectSamples(spec, [name]);
  const groups = selected.groups.map((group) => ({
    ...group,
    samples: group.samples.map((sample) => ({ ...sample, files: [file] })),
  }));
  return { ...selected, groups };
}

const muonNames = {
  scalars: ["nMuon"],
  lists: ["Muon_pt", "Muon_eta", "Muon_phi", "Muon_mass", "Muon_charge"],
} as const;

/** Compares with a file; gives the number of pairs. */
async function expectDimuon(view: AnalysisView, path: string): Promise<number> {
  const events = await plainEvents(path, "Events", muonNames);
  const two = events.filter(({ nMuon }) => nMuon === 2);
  const opposite = two.filter(({ Muon_charge: [a = 0, b = 0] }) => a + b === 0);
  const masses = opposite.map((event) => {
    const { Muon_pt: pt, Muon_eta: eta, Muon_phi: phi, Muon_mass: mass } = event;
    return massOf(...[0, 1].map((k) => ofMass(pt[k]!, eta[k]!, phi[k]!, mass[k]!)));
  });
  const binOf = (mass: number) => Math.floor((300 * Math.log(mass / 0.25)) / Math.log(300 / 0.25));
  const filled = masses.map((mass) => [mass, 1] as const);
  const sample = sampleIn(view, "DoubleMuParked");
  expectCutflow(
    sample,
    [events, two, opposite].map((left) => left.map(() => 1)),
  );
  expectHistogram(sample, "mass", cellsOfFilled(filled, 300, binOf));
  return masses.length;
}

describe("the preset dimuon", () => {
  it("fills the mass of two muons of the toy as a plain loop does, which shows J/ψ and Z", async () => {
    const view = await completeRun(presetByName("dimuon-toy"));
    expect(await expectDimuon(view, await channelFilePath("dimuon", "DoubleMuParked"))).toBeGreaterThan(10_000);
    const { entries } = sampleIn(view, "DoubleMuParked").histograms.get("mass")!;
    const at = (mass: number) => entries[1 + Math.floor((300 * Math.log(mass / 0.25)) / Math.log(1200))]!;
    expect(at(3.0969)).toBeGreaterThan(4 * at(2.7));
    expect(at(91.188)).toBeGreaterThan(4 * at(75));
  });
});

describeWithSharedData("the preset dimuon with files of CMS", () => {
  it.each(["nano_dy", "nano_tt_v15", "nano_tree", "pfnano"])("fills what a plain loop finds in %s", async (name) => {
    const folder = sharedPath("root-corpus/coffea");
    const file = `${name}.root`;
    const view = await completeRun(withFile(presetByName("dimuon"), "DoubleMuParked", file), [folder]);
    const pairs = await expectDimuon(view, `${folder}/${file}`);
    if (name === "nano_dy") expect(pairs).toBeGreaterThan(3);
  });
});

const agcNames = {
  scalars: ["run", "event"],
  lists: [
    ...(["Electron_pt", "Electron_eta", "Electron_cutBased", "Electron_sip3d"] as const),
    ...(["Muon_pt", "Muon_eta", "Muon_tightId", "Muon_sip3d", "Muon_pfRelIso04_all"] as const),
    ...(["Jet_pt", "Jet_eta", "Jet_phi", "Jet_mass", "Jet_jetId", "Jet_btagCSVV2"] as const),
  ],
} as const;
type AgcEvent = PlainEvent<(typeof agcNames.scalars)[number], (typeof agcNames.lists)[number]>;

/** What the analysis finds in an event, with these pT of its jets. */
function lookAt(event: AgcEvent, jetPt: readonly number[]) {
  const electrons = event.Electron_pt.filter(
    (pt, i) =>
      pt > 30 &&
      Math.abs(event.Electron_eta[i]!) < 2.1 &&
      event.Electron_cutBased[i] === 4 &&
      event.Electron_sip3d[i]! < 4,
  );
  const muons = event.Muon_pt.filter(
    (pt, i) =>
      pt > 30 &&
      Math.abs(event.Muon_eta[i]!) < 2.1 &&
      event.Muon_tightId[i] === 1 &&
      event.Muon_sip3d[i]! < 4 &&
      event.Muon_pfRelIso04_all[i]! < 0.15,
  );
  const jets = jetPt.flatMap((pt, i) =>
    pt > 30 && Math.abs(event.Jet_eta[i]!) < 2.4 && Math.floor(event.Jet_jetId[i]! / 4) % 2 === 1
      ? [
          {
            pt,
            tagged: event.Jet_btagCSVV2[i]! > 0.5,
            momentum: ofMass(pt, event.Jet_eta[i]!, event.Jet_phi[i]!, event.Jet_mass[i]!),
          },
        ]
      : [],
  );
  return { leptons: electrons.length + muons.length, jets };
}

type Jets = ReturnType<typeof lookAt>["jets"];

function massOfTriple(jets: Jets): number {
  let best = { pt: -1, mass: NaN };
  for (let a = 0; a < jets.length; a++)
    for (let b = a + 1; b < jets.length; b++)
      for (let c = b + 1; c < jets.length; c++) {
        const three = [jets[a]!, jets[b]!, jets[c]!];
        const momenta = three.map(({ momentum }) => momentum);
        const pt = ptOf(...momenta);
        if (three.some(({ tagged }) => tagged) && pt > best.pt) best = { pt, mass: massOf(...momenta) };
      }
  return best.mass;
}

const nominalPt = (event: AgcEvent) => event.Jet_pt;

/** Alternatives: how they change jets, and by which factor the weight of an event. */
const alternatives: readonly {
  readonly name?: string;
  readonly pt: (event: AgcEvent) => readonly number[];
  readonly factor: (jets: Jets, sample: string) => number;
}[] = [
  { pt: nominalPt, factor: () => 1 },
  { name: "pt_scale_up", pt: (event) => event.Jet_pt.map((pt) => 1.03 * pt), factor: () => 1 },
  {
    name: "pt_res_up",
    pt: ({ Jet_pt, event, run }) => Jet_pt.map((pt, i) => pt * (1 + 0.05 * keyedGauss(1, event, run, i))),
    factor: () => 1,
  },
  ...[0, 1, 2, 3].flatMap((i) =>
    (["up", "down"] as const).map((side) => ({
      name: `btag_var_${i}_${side}`,
      pt: nominalPt,
      factor: (jets: Jets) => 1 + ((side === "up" ? 1 : -1) * 0.075 * (jets[i]?.pt ?? 0)) / 50,
    })),
  ),
  { name: "scale_var_up", pt: nominalPt, factor: (_, sample) => (sample === "wjets" ? 1.025 : 1) },
  { name: "scale_var_down", pt: nominalPt, factor: (_, sample) => (sample === "wjets" ? 0.975 : 1) },
];

/** Compares all histograms of a sample, all alternatives too; gives the number of events in the region of the top quark. */
async function expectAgc(view: AnalysisView, name: string, path: string, weight: number): Promise<number> {
  const events = await plainEvents(path, "Events", agcNames);
  const sample = sampleIn(view, name);
  const binOf = evenBins(25, 50, 550);
  const nominal = events.map((event) => lookAt(event, nominalPt(event)));
  let signal = 0;
  for (const alternative of alternatives) {
    if (alternative.name !== undefined && !view.histograms.some(({ variation }) => variation === alternative.name)) {
      // Of W + jets alone, which is not here.
      expect(alternative.name).toMatch(/^scale_var_/);
      continue;
    }
    const looked = alternative.pt === nominalPt ? nominal : events.map((event) => lookAt(event, alternative.pt(event)));
    const weightOf = ({ jets }: { jets: Jets }) => weight * alternative.factor(jets, name);
    const lepton = looked.filter(({ leptons }) => leptons === 1);
    const four = lepton.filter(({ jets }) => jets.length >= 4);
    const tags = (jets: Jets) => jets.filter(({ tagged }) => tagged).length;
    const control = four.filter(({ jets }) => tags(jets) === 1);
    const top = four.filter(({ jets }) => tags(jets) >= 2);
    const ht = control.map((one) => [one.jets.reduce((total, { pt }) => total + pt, 0), weightOf(one)] as const);
    const mass = top.map((one) => [massOfTriple(one.jets), weightOf(one)] as const);
    const suffix = alternative.name === undefined ? "" : `:${alternative.name}`;
    expectHistogram(sample, `ht@4j1b${suffix}`, cellsOfFilled(ht, 25, binOf));
    expectHistogram(sample, `mbjj@4j2b${suffix}`, cellsOfFilled(mass, 25, binOf));
    if (alternative.name === undefined) {
      expectCutflow(
        sample,
        [looked, lepton, four].map((left) => left.map(() => weight)),
      );
      signal = top.length;
    }
  }
  return signal;
}

const luminosity = agc2015.luminosityInvFb * 1000;

describe("the preset agc-ttbar", () => {
  const names = Object.keys(toyAgc).filter((name) => name in agc2015.processes) as AgcProcessName[];

  it("fills both regions with the toy as a plain loop does, and all variations", async () => {
    const view = await completeRun(presetByName("agc-toy"));
    expect(view.groups.flatMap(({ samples }) => samples).map(({ name }) => name)).toEqual(names);
    const found: Record<string, number> = {};
    for (const name of names) {
      const { entries, filterEfficiency } = toyAgc[name];
      const weight = (luminosity * agc2015.processes[name].crossSectionPb * filterEfficiency) / entries;
      found[name] = await expectAgc(view, name, await channelFilePath("agc", name), weight);
    }
    expect(found["ttbar"]).toBeGreaterThan(500);
  });

  it("puts other samples of tt̄ in its place, each as a plain loop fills it", async () => {
    const view = await completeRun(presetByName("agc-variations-toy"));
    const group = view.groups.find(({ name }) => name === "ttbar")!;
    for (const [name, alternative] of [
      ["ttbar_ME_var", "ME_var_up"],
      ["ttbar_PS_var", "PS_var_up"],
      ["ttbar_scaleup", "ttbar_scale_up"],
      ["ttbar_scaledown", "ttbar_scale_down"],
    ] as const) {
      const { entries, filterEfficiency } = toyAgc[name];
      const weight = (luminosity * agc2015.processes.ttbar.crossSectionPb * filterEfficiency) / entries;
      expect(await expectAgc(view, name, await channelFilePath("agc", name), weight)).toBeGreaterThan(200);
      for (const key of ["ht@4j1b", "mbjj@4j2b"])
        expect(group.histograms.get(`${key}:${alternative}`)!.sumw).toEqual(
          sampleIn(view, name).histograms.get(key)!.sumw,
        );
    }
    const [nominal, up] = ["mbjj@4j2b", "mbjj@4j2b:luminosity_up"].map((key) => group.histograms.get(key)!.sumw);
    for (const [cell, value] of nominal!.entries()) expect(up![cell]).toBeCloseTo(1.03 * value, 9);
  });
});

interface AgcReference {
  readonly luminosity_pb: number;
  readonly processes: Readonly<
    Record<
      string,
      {
        readonly xsec_pb: number;
        readonly variations: Readonly<
          Record<
            string,
            {
              readonly first_file: string;
              readonly first_file_nevts: number;
              readonly weight_per_event_1_file: number;
            }
          >
        >;
      }
    >
  >;
  readonly validation_on_local_file: {
    readonly results: Readonly<
      Record<
        "agc_cuts" | "loose",
        Readonly<
          Record<
            "nominal" | "pt_scale_up",
            {
              readonly cutflow: Readonly<Record<"all" | "lepton" | "jets", number>>;
              readonly "4j1b": readonly (readonly [number, number, readonly number[]])[];
              readonly "4j2b": readonly (readonly [number, number, readonly number[]])[];
            }
          >
        >
      >
    >;
  };
}

describeWithSharedData("the preset agc-ttbar with a file of CMS", () => {
  const reference = () => JSON.parse(readFileSync(sharedPath("reference/agc.json"), "utf8")) as AgcReference;
  const folder = sharedPath("root-corpus/skhep");
  const file = "nanoAOD_2015_CMS_Open_Data_ttbar.root";
  const weight = (luminosity * agc2015.processes.ttbar.crossSectionPb) / agc2015.processes.ttbar.events;

  it("has the cross sections, files and numbers of events of the challenge", () => {
    const { processes, luminosity_pb } = reference();
    const spec = presetByName("agc-ttbar-variations");
    expect(spec.luminosityInvFb * 1000).toBe(luminosity_pb);
    const samples = spec.groups.flatMap((group) => group.samples);
    const others = Object.keys(processes["ttbar"]!.variations).filter((name) => name !== "nominal");
    expect(samples.map(({ name }) => name).sort()).toEqual(
      [...Object.keys(processes), ...others.map((name) => `ttbar_${name}`)].sort(),
    );
    for (const { name, files, crossSectionPb = NaN, sumOfWeights = NaN } of samples) {
      const [, other] = /^ttbar_(.*)$/.exec(name) ?? [];
      const { xsec_pb, variations } = processes[other === undefined ? name : "ttbar"]!;
      const expected = variations[other ?? "nominal"]!;
      expect([
        files.map((path) => `https://xrootd-local.unl.edu:1094//store/user/AGC/nanoAOD/${path}`),
        sumOfWeights,
      ]).toEqual([[expected.first_file], expected.first_file_nevts]);
      expect(crossSectionPb).toBeCloseTo(xsec_pb, 12);
      expect((luminosity * crossSectionPb) / sumOfWeights / expected.weight_per_event_1_file).toBeCloseTo(1, 12);
    }
  });

  it("passes as many events as counted elsewhere, and as a plain loop does", async () => {
    const view = await completeRun(withFile(presetByName("agc-ttbar"), "ttbar", file), [folder]);
    await expectAgc(view, "ttbar", `${folder}/${file}`, weight);
    for (const key of ["nominal", "pt_scale_up"] as const) {
      const { all, lepton, jets } = reference().validation_on_local_file.results.agc_cuts[key].cutflow;
      const sample = sampleIn(view, "ttbar");
      const lines = key === "nominal" ? sample.cutflow : sample.alternatives?.find(({ name }) => name === key)?.cutflow;
      expect(lines?.map(({ entries }) => entries)).toEqual([all, lepton, jets]);
    }
  });

  it("with looser cuts has HT, mass of three jets and b-tag weights of the reference", async () => {
    const preset = withFile(presetByName("agc-ttbar"), "ttbar", file);
    const changed: Readonly<Record<string, string>> = {
      electrons: "count(electron.pt > 10 && abs(electron.eta) < 2.1)",
      muons: "count(muon.pt > 10 && abs(muon.eta) < 2.1)",
      good: "jet[jet.pt > 20 && abs(jet.eta) < 2.4 && jet.id & 4 != 0]",
    };
    const loose: AnalysisSpec = {
      ...preset,
      define: preset.define.map(({ name, expression }) => ({ name, expression: changed[name] ?? expression })),
      cuts: [
        { name: "lepton", expression: "electrons + muons >= 1" },
        { name: "jets", expression: "length(good) >= 3" },
      ],
      regions: preset.regions!.map((region) => ({
        ...region,
        where: region.name === "4j1b" ? "bTags == 1" : "bTags >= 1",
      })),
    };
    const sample = sampleIn(await completeRun(loose, [folder]), "ttbar");
    const { results } = reference().validation_on_local_file;
    const binOf = evenBins(25, 50, 550);
    for (const key of ["nominal", "pt_scale_up"] as const)
      for (const [region, name] of [
        ["4j1b", "ht"],
        ["4j2b", "mbjj"],
      ] as const) {
        const rows = results.loose[key][region];
        expect(rows.length).toBe(5);
        const filled = rows.map(([, value]) => [value, weight] as const);
        expectHistogram(
          sample,
          `${name}@${region}${key === "nominal" ? "" : `:${key}`}`,
          cellsOfFilled(filled, 25, binOf),
        );
        if (key === "nominal")
          for (const i of [0, 1, 2, 3]) {
            const up = rows.map(([, value, pts]) => [value, weight * (1 + (0.075 * (pts[i] ?? 0)) / 50)] as const);
            expectHistogram(sample, `${name}@${region}:btag_var_${i}_up`, cellsOfFilled(up, 25, binOf));
          }
      }
  });
});

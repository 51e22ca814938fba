import { analysisIdOf } from "../../src/analysis/analysis-id.ts";
import { layoutOf } from "../../src/analysis/layout.ts";
import { analysisSpecSchema, type AnalysisSpec, type AnalysisSpecInput } from "../../src/analysis/spec.ts";
import type { AnalysisView } from "../../src/protocol/documents/analysis-view.ts";
import { createLedger } from "../../src/ledger/ledger.ts";
import type { LogEvent } from "../../src/protocol/log-event.ts";
import * as fixture from "./fixture-log.ts";

/** An invented analysis whose words are those of physics, for the tests of what results look like in files. */
export const resultsInput = {
  title: "H → ZZ* → 4ℓ, invented",
  release: { label: "Toy simulation, not ATLAS data" },
  luminosityInvFb: 10,
  tree: "mini",
  energyUnit: "MeV",
  cuts: [
    { name: "charge", expression: "q == 0", label: "total charge is 0" },
    { name: "type", expression: "t == 1" },
  ],
  histograms: [
    {
      name: "m4l",
      title: "Invariant mass of 4ℓ",
      expression: "m",
      axis: { type: "regular", bins: 34, lower: 80, upper: 250, label: "m4ℓ", unit: "GeV" },
    },
    { name: "n", expression: "n", axis: { type: "variable", edges: [0, 1, 2, 10] } },
  ],
  groups: [
    {
      name: "data",
      label: "Data",
      color: "#000000",
      kind: "data",
      samples: [{ name: "run1", files: ["Data/a.root", "Data/b.root"] }],
    },
    {
      name: "z-ttbar",
      label: "Background Z, tt̄",
      color: "#6b59d3",
      kind: "background",
      samples: [
        { name: "Zee", label: "Z → ee", files: ["https://user:secret@data.example/zee.root?token=secret"] },
        { name: "ttbar", label: "tt̄ → ℓ + X", files: ["MC/ttbar.root"] },
      ],
    },
  ],
} as const satisfies AnalysisSpecInput;

/** What processors would tell: two partitions of every file. No two numbers of all sums are alike. */
export function resultsEvents(spec: AnalysisSpec): LogEvent[] {
  const layout = layoutOf(spec);
  let next = 1;
  return spec.groups.flatMap((group) =>
    group.samples.flatMap((sample) =>
      sample.files.flatMap((path, file) => {
        const source = path.startsWith("https:") ? path : `/mirror/${path}`;
        const plan = { ...fixture.planned(sample.name, file, [0, 50, 100], `uuid-${path}`), source };
        const deltas = [0, 1].map((part) => {
          const sums = Float64Array.from({ length: layout.length }, () => next++ / 10);
          const round = (start: number, length: number) => {
            for (let i = start; i < start + length; i++) sums[i] = Math.ceil(sums[i]!);
          };
          round(layout.cutflow.entries, layout.cutflow.stages.length);
          for (const { entries, size } of layout.histograms) round(entries, size);
          return { ...fixture.done(plan, part, sums), layout: layout.fingerprint };
        });
        return [plan, ...deltas];
      }),
    ),
  );
}

/**
 * What the ledger makes of it.
 *
 * @param input instead of the usual one
 * @param leaveOut so many of the last events, so that something is missing
 */
export async function resultsView(input: AnalysisSpecInput = resultsInput, leaveOut = 0): Promise<AnalysisView> {
  const spec = analysisSpecSchema.parse(input);
  const id = await analysisIdOf(spec);
  const ledger = createLedger(id);
  const events = resultsEvents(spec);
  for (const event of [fixture.accepted(spec), ...events.slice(0, events.length - leaveOut)])
    ledger.apply({ ...event, analysis: id });
  return ledger.view();
}

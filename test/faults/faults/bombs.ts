import type { AnalysisSpec } from "../../../src/analysis/spec.ts";
import { layoutOf } from "../../../src/analysis/layout.ts";
import { parseSpec } from "../../../src/analysis/parse-spec.ts";
import { toyLabel } from "../../../src/analysis/toy/toy-label.ts";
import { mostBytesOf } from "../../../src/ledger/memory-need.ts";
import type { AnalysisSummary } from "../../../src/protocol/documents/analysis-document.ts";
import { tryGetAnalysis } from "../../support/http-plotter.ts";
import type { Fault } from "../fault.ts";
import type { Stage } from "../stage.ts";
import { until } from "../until.ts";

/** Of the plotter, for all analyses. */
const budget = 150_000_000;
const manyFiles = 5000;
/** A plotter that is held up for longer than this is taken for dead where it runs. */
const longestAnswerMs = 5000;

/** Small requests that ask for much, in the middle of an analysis: of memory, of the broker, of whoever reads the answers. */
export const bombs: Fault = {
  name: "bombs",
  title: "small requests that ask for much of everything: sums, magnitudes, files, a long recipe",
  async happen(stage) {
    await stage.startPlotter({ HZZ_MEMORY_BUDGET: String(budget), HZZ_MAX_BODY_BYTES: "2000000" });
    await Promise.all([stage.startProcessor(), stage.startProcessor()]);
    const posted = await stage.post();
    const [moment = 0] = stage.moments(1, posted);
    await posted.watch.afterDeltas(moment);
    const health = watchHealth(stage);
    const files = stage.workload.spec.groups.flatMap(({ samples }) => samples.flatMap((sample) => sample.files));
    const toys = files.filter((path) => path.startsWith("toy:"));

    const never = await post(stage, ofSums(toys, 22, 9990));
    if (never.status !== 422) throw new Error(`What can never fit is answered with ${never.status}`);
    const wide = ofSums(toys, 8, 1300);
    const need = mostBytesOf(wide, layoutOf(wide));
    if (need > budget / 2) throw new Error(`The second one takes ${need} bytes at most`);
    const ids = [await accepted(stage, wide), await accepted(stage, ofFiles())];
    await until("some of the wide sums are in", 60_000, async () => {
      const document = await tryGetAnalysis(stage.plotter.url, ids[0]!);
      return document !== undefined && document.progress.partitionsDone > 0;
    });
    for (const id of ids) await remove(stage, id);
    stage.faultIsOver();
    const worst = await health.end();
    if (worst > longestAnswerMs) throw new Error(`The plotter answered nothing for ${Math.round(worst)} ms`);
  },
};

/** Some kilobytes: many bins in many samples, and weights of all magnitudes. */
function ofSums(files: readonly string[], samples: number, bins: number): AnalysisSpec {
  const axis = { type: "regular", bins, lower: 0, upper: 30_000 } as const;
  const histograms = ["a", "b", "c"].map((name) => ({ name, expression: "lep_pt[0] % 1 * 30000", axis }));
  const named = Array.from({ length: samples }, (_, i) => ({ name: `s${i}`, files }));
  return bomb({
    title: `${bins} bins, three times, in ${samples} samples`,
    weights: { factors: ["pow(10, (lep_pt[1] % 1) * 300 - 150)"] },
    histograms,
    groups: [{ ...group, samples: named }],
  });
}

/** Many files that are nowhere, each of which would carry a long recipe. */
function ofFiles(): AnalysisSpec {
  const expression = "1 + ".repeat(120) + "1";
  return bomb({
    title: `${manyFiles} files and a long recipe`,
    define: Array.from({ length: 300 }, (_, i) => ({ name: `d${i}`, expression })),
    histograms: [{ name: "h", expression: "d0", axis: { type: "regular", bins: 10, lower: 0, upper: 1 } }],
    groups: [
      { ...group, samples: [{ name: "s", files: Array.from({ length: manyFiles }, (_, i) => `nowhere/${i}.root`) }] },
    ],
  });
}

const group = { name: "g", label: "g", color: "#ff0000", kind: "background", lane: "zz" } as const;

function bomb(parts: object): AnalysisSpec {
  return parseSpec({ release: { label: toyLabel }, luminosityInvFb: 10, tree: "mini", energyUnit: "MeV", ...parts });
}

async function post({ plotter }: Stage, spec: AnalysisSpec): Promise<Response> {
  return fetch(`${plotter.url}/analyses`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(spec),
  });
}

async function accepted(stage: Stage, spec: AnalysisSpec): Promise<string> {
  const answer = await post(stage, spec);
  const text = await answer.text();
  if (answer.status !== 202) throw new Error(`"${spec.title}" is answered with ${answer.status}: ${text}`);
  return (JSON.parse(text) as AnalysisSummary).id;
}

/** Cancels it, if it has not ended by then, and forgets it. */
async function remove({ plotter }: Stage, id: string): Promise<void> {
  const url = `${plotter.url}/analyses/${id}`;
  await fetch(url, { method: "DELETE" });
  await until(
    "the analysis has ended",
    30_000,
    async () => (await tryGetAnalysis(plotter.url, id))?.status !== "running",
  );
  const { status } = await fetch(`${url}?forget=true`, { method: "DELETE" });
  if (status !== 200) throw new Error(`Forgetting is answered with ${status}`);
}

/** Asks for a sign of life again and again. */
function watchHealth({ plotter }: Stage): { readonly end: () => Promise<number> } {
  let goes = true;
  const asking = (async () => {
    let worst = 0;
    while (goes) {
      const begun = performance.now();
      const answer = await fetch(`${plotter.url}/healthz`);
      if (!answer.ok) throw new Error(`/healthz answers ${answer.status}`);
      await answer.text();
      worst = Math.max(worst, performance.now() - begun);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return worst;
  })();
  // Told when it is asked for.
  asking.catch(() => undefined);
  return {
    end: () => {
      goes = false;
      return asking;
    },
  };
}

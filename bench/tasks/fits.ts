import { keyedUniform } from "../../src/physics/keyed-random.ts";
import { Fitter } from "../../src/statistics/fit.ts";
import { reportFit } from "../../src/statistics/fit-report.ts";
import { compileModel } from "../../src/statistics/model.ts";
import { parseWorkspace } from "../../src/statistics/parse-workspace.ts";
import type { Modifier, Workspace } from "../../src/statistics/workspace.ts";

/** Milliseconds of CPU time for one size of workspace, in a process of its own. */
export interface FitTimes {
  readonly parameters: number;
  /** From the text to the best fit and its errors, the first time in this process. */
  readonly cold: number;
  /** The best fit alone, when everything is optimised. */
  readonly warm: number;
  readonly steps: number;
  /** All that `hzz fit --cls 1 --limit` answers, warm. */
  readonly limits: number;
}

const [bins = 34, nuisances = 10, perBin = 0] = process.argv.slice(2).map(Number);

const random = (what: number, index: number): number => keyedUniform(11, what, 0, index);

/** A narrow signal over four falling backgrounds; every nuisance parameter changes norm or shape of two samples. */
function workspace(): Workspace {
  const at = (b: number): number => (b + 0.5) / bins;
  const shapes = {
    signal: (b: number) => (400 / bins) * Math.exp(-(((at(b) - 0.4) / 0.08) ** 2) / 2),
    ...Object.fromEntries(
      [1, 2, 3, 4].map((k) => [`background${k}`, (b: number) => (3000 / bins / k) * Math.exp(-k * at(b))]),
    ),
  };
  const samples = Object.entries(shapes).map(([name, shape], s) => {
    const data = Array.from({ length: bins }, (_, b) => shape(b));
    const modifiers: Modifier[] = s === 0 ? [{ name: "mu", type: "normfactor" }] : [];
    for (let k = s % 2; k < nuisances; k += 2) {
      const size = 0.02 + 0.06 * random(1, 100 * k + s);
      if (k % 4 < 2) modifiers.push({ name: `norm${k}`, type: "normsys", data: { hi: 1 + size, lo: 1 - 0.8 * size } });
      else {
        const tilt = (b: number, sign: number): number => data[b]! * (1 + sign * size * (2 * at(b) - 0.7));
        const both = { hi_data: data.map((_, b) => tilt(b, 1)), lo_data: data.map((_, b) => tilt(b, -0.9)) };
        modifiers.push({ name: `shape${k}`, type: "histosys", data: both });
      }
    }
    if (perBin > 0 && s > 0) modifiers.push({ name: "mc", type: "staterror", data: data.map((each) => 0.1 * each) });
    return { name, data, modifiers };
  });
  const seen = Array.from({ length: bins }, (_, b) => {
    const mean = samples.reduce((sum, { data }) => sum + data[b]!, 0);
    return Math.max(0, Math.round(mean + 2 * Math.sqrt(mean) * (random(2, b) - 0.5)));
  });
  return {
    version: "1.0.0",
    channels: [{ name: "SR", samples }],
    observations: [{ name: "SR", data: seen }],
    measurements: [{ name: "m", config: { poi: "mu", parameters: [] } }],
  };
}

function timed<T>(work: () => T): [T, number] {
  const begun = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(begun);
  return [result, (user + system) / 1000];
}

const text = JSON.stringify(workspace());
const [model, reading] = timed(() => compileModel(parseWorkspace(text)));
const [, cold] = timed(() => reportFit({ ...model, poi: undefined }));
const fits = Array.from({ length: 20 }, () => timed(() => new Fitter(model).fit()));
if (fits.some(([{ status }]) => status !== "converged")) throw new Error("A fit did not converge");
const warm = fits.map(([, ms]) => ms).sort((a, b) => a - b)[10]!;
const [report, limits] = timed(() => reportFit(model, { cls: 1, limit: true }));
if (report.missing.length > 0) throw new Error(report.missing.join("\n"));
const times: FitTimes = {
  parameters: model.parameters.length,
  cold: reading + cold,
  warm,
  steps: fits[0]![0].steps,
  limits,
};
console.log(JSON.stringify(times));

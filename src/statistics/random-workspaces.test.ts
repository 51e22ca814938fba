import { expect, it } from "vitest";
import { keyedUniform } from "../physics/keyed-random.ts";
import { Fitter } from "./fit.ts";
import { reportFit } from "./fit-report.ts";
import { compileModel } from "./model.ts";
import { checkWorkspace } from "./parse-workspace.ts";
import type { Modifier } from "./workspace.ts";

/** Channels, samples and modifiers as they come: few events or many, bins without any, negative yields, signals that may be negative. */
function randomWorkspace(seed: number): unknown {
  let draws = 0;
  const random = (): number => keyedUniform(seed, draws++, 0, 0);
  const scale = 10 ** (4 * random() - 0.5);
  const size = random() < 0.3 ? 0.05 : 0.4;
  const channels = Array.from({ length: 1 + Math.floor(3 * random()) }, (_, c) => {
    const bins = 1 + Math.floor(5 * random());
    const samples = Array.from({ length: 2 + Math.floor(3 * random()) }, (__, s) => {
      const data = Array.from({ length: bins }, () => {
        const kind = random();
        return kind < 0.08 ? 0 : (kind < 0.12 ? -0.2 : s === 0 ? 0.3 : 1) * scale * (0.1 + random());
      });
      const vary = (sign: number): number => 1 + sign * size * (random() - 0.35);
      const perBin = (): number[] => data.map((each) => Math.abs(each) * size * random());
      const modifiers: Modifier[] = s === 0 ? [{ name: "mu", type: "normfactor" }] : [];
      for (const name of ["a", "b", "c"]) {
        if (random() < 0.4) modifiers.push({ name, type: "normsys", data: { hi: vary(1), lo: vary(-1) } });
        const both = { hi_data: data.map((each) => each * vary(1)), lo_data: data.map((each) => each * vary(-1)) };
        if (random() < 0.3) modifiers.push({ name, type: "histosys", data: both });
      }
      if (s > 0 && random() < 0.3) modifiers.push({ name: "lumi", type: "lumi" });
      if (s > 0 && random() < 0.4) modifiers.push({ name: `mc${c}`, type: "staterror", data: perBin() });
      if (s > 0 && random() < 0.2) modifiers.push({ name: `own${c}${s}`, type: "shapesys", data: perBin() });
      if (s === 1 && random() < 0.2) modifiers.push({ name: `free${c}`, type: "shapefactor" });
      return { name: `s${s}`, data, modifiers };
    });
    return { name: `c${c}`, samples };
  });
  const observations = channels.map(({ name, samples }) => ({
    name,
    data: samples[0]!.data.map((_, b) => {
      const mean = Math.max(
        0,
        samples.reduce((sum, { data }) => sum + data[b]!, 0),
      );
      return Math.max(0, Math.round(mean + 3 * Math.sqrt(mean) * (random() + random() - 1)));
    }),
  }));
  const bounds = [[random() < 0.3 ? -5 : 0, 10]];
  const parameters = [
    { name: "mu", bounds },
    { name: "lumi", auxdata: [1], sigmas: [0.02], bounds: [[0.5, 1.5]] },
  ];
  return { version: "1.0.0", channels, observations, measurements: [{ name: "m", config: { poi: "mu", parameters } }] };
}

it("random workspaces have a fit that nothing beside it beats, or a reason why not, and no number that is none", () => {
  const ends = new Set<string>();
  for (let seed = 0; seed < 40; seed++) {
    const model = compileModel(checkWorkspace(randomWorkspace(seed)));
    const report = reportFit(model, { cls: 1, limit: true });
    ends.add(report.status);
    expect(report.status, `workspace ${seed}: ${report.reason}`).not.toBe("not-converged");
    JSON.stringify(report, (key, value: unknown) => {
      expect(value, `workspace ${seed}, ${key}`).not.toBeNaN();
      return value;
    });
    if (report.status === "impossible") continue;
    const { likelihood } = new Fitter(model);
    const best = report.parameters.map(({ value }) => value);
    for (const [i, { state, lower, upper, value, error }] of report.parameters.entries())
      for (const shift of state === "fixed" ? [] : [-0.01, 0.01]) {
        const near = best.with(i, Math.min(Math.max(value + shift * (error ?? 1), lower), upper));
        expect(likelihood.twiceNll(near), `workspace ${seed}, parameter ${i}`).toBeGreaterThan(report.twiceNll - 1e-7);
      }
  }
  expect([...ends]).toEqual(expect.arrayContaining(["converged", "edge"]));
});

import { describe, expect, it } from "vitest";
import { everyModifier } from "../../test/support/every-modifier.ts";
import { sampleYields } from "./expected-data.ts";
import { errorsAfter, errorsBefore } from "./expected-errors.ts";
import { Fitter } from "./fit.ts";
import { reportFit } from "./fit-report.ts";
import { compileModel } from "./model.ts";
import { correlationOf, uncertaintiesOf } from "./uncertainties.ts";
import type { Modifier, Workspace } from "./workspace.ts";

/** Two bins and one channel more, with a background of 10 % and statistical errors. */
const workspace = (modifiers: readonly Modifier[] = []): Workspace => ({
  version: "1.0.0",
  channels: [
    {
      name: "cr",
      samples: [{ name: "background", data: [400], modifiers: [{ name: "bg", type: "normfactor", data: null }] }],
    },
    {
      name: "sr",
      samples: [
        {
          name: "background",
          data: [40, 10],
          modifiers: [{ name: "bg", type: "normfactor", data: null }, ...modifiers],
        },
        { name: "signal", data: [5, 15], modifiers: [{ name: "mu", type: "normfactor", data: null }] },
      ],
    },
  ],
  observations: [
    { name: "cr", data: [440] },
    { name: "sr", data: [50, 32] },
  ],
  measurements: [{ name: "m", config: { poi: "mu", parameters: [] } }],
});

const fitted = (of: Workspace) => {
  const model = compileModel(of);
  const fitter = new Fitter(model);
  const best = fitter.search();
  const uncertainties = uncertaintiesOf(fitter, best);
  return { model, best, uncertainties, after: errorsAfter(model, best.parameters, uncertainties) };
};

describe("uncertainty of what is expected", () => {
  it("of one counting bin is √N after the fit, as the data say, and 0 before it", () => {
    const counting: Workspace = {
      ...workspace(),
      channels: [{ name: "sr", samples: [workspace().channels[1]!.samples[1]!] }].map((channel) => ({
        ...channel,
        samples: channel.samples.map((sample) => ({ ...sample, data: [15] })),
      })),
      observations: [{ name: "sr", data: [36] }],
    };
    const { model, after } = fitted(counting);
    expect(after[0]!.bins[0]).toBeCloseTo(6, 6);
    expect(after[0]!.total).toBe(after[0]!.bins[0]);
    expect(errorsBefore(model)).toEqual([{ bins: [0], total: 0, samples: [{ bins: [0], total: 0 }] }]);
  });

  it("is linear in factors, so that the covariance gives it by hand", () => {
    const { model, uncertainties, after } = fitted(workspace());
    const [bg, mu] = ["bg", "mu"].map((name) => model.parameters.findIndex((each) => each.name === name)) as [
      number,
      number,
    ];
    const { covariance } = uncertainties;
    const at = (i: number, j: number) => covariance[i * model.parameters.length + j]!;
    // ν = b · bg + s · mu, so σ² = b² σ²(bg) + s² σ²(mu) + 2 b s cov.
    const byHand = (b: number, s: number) =>
      Math.sqrt(b * b * at(bg, bg) + s * s * at(mu, mu) + 2 * b * s * at(bg, mu));
    expect(at(bg, mu)).toBeLessThan(0);
    const [cr, sr] = after;
    const found = [cr!.total, ...sr!.bins, sr!.total, sr!.samples[0]!.total, sr!.samples[1]!.bins[0]!];
    const wanted = [byHand(400, 0), byHand(40, 5), byHand(10, 15), byHand(50, 20), byHand(50, 0), byHand(0, 5)];
    for (const [i, value] of found.entries()) expect(value / wanted[i]!).toBeCloseTo(1, 10);
    // Bins of a channel are correlated, so that their errors do not add in squares.
    expect(Math.abs(sr!.total - Math.hypot(...sr!.bins))).toBeGreaterThan(0.1);
  });

  it("before the fit is what constraints say, in squares, wherever the data are", () => {
    const shape: Modifier = { name: "tilt", type: "histosys", data: { hi_data: [44, 9], lo_data: [36, 11] } };
    const scale: Modifier = { name: "scale", type: "normsys", data: { hi: 1.1, lo: 1 / 1.1 } };
    const errors: Modifier = { name: "staterror_sr", type: "staterror", data: [3, 2] };
    const [cr, sr] = errorsBefore(compileModel(workspace([shape, scale, errors])));
    const factor = (1.1 - 1 / 1.1) / 2;
    expect(cr!.total).toBe(0);
    expect(sr!.bins[0]).toBeCloseTo(Math.hypot(4, 40 * factor, 3), 9);
    expect(sr!.bins[1]).toBeCloseTo(Math.hypot(1, 10 * factor, 2), 9);
    // What a tilt takes from one bin it gives to the other, in part.
    expect(sr!.total).toBeCloseTo(Math.hypot(3, 50 * factor, 3, 2), 9);
    expect(sr!.samples[1]!.total).toBe(0);
  });

  it("is smaller after the fit than parameters without their correlation would have it", () => {
    const scale: Modifier = { name: "scale", type: "normsys", data: { hi: 1.2, lo: 0.8 } };
    const { model, best, uncertainties, after } = fitted(workspace([scale]));
    const none = { ...uncertainties, covariance: uncertainties.covariance.map(() => 0) };
    const alone = errorsAfter(model, best.parameters, none);
    expect(after[1]!.total).toBeLessThan(alone[1]!.total);
    // The data alone are known to √N.
    expect(after[1]!.total).toBeLessThan(1.05 * Math.sqrt(82));
  });

  it("stands in the report, of channels and samples", () => {
    const { model, after } = fitted(workspace());
    const { channels } = reportFit(model);
    const [background, signal] = channels[1]!.samples;
    expect(channels[1]!.errors.after).toEqual({ bins: after[1]!.bins, total: after[1]!.total });
    expect([background!.before, signal!.before]).toEqual([
      [40, 10],
      [5, 15],
    ]);
    expect(signal!.errors).toEqual({ before: { bins: [0, 0], total: 0 }, after: after[1]!.samples[1] });
  });
});

describe("uncertainty of what is expected, of every kind of modifier", () => {
  const { model, best, uncertainties, after } = fitted(everyModifier);
  const shiftsOf = (i: number): Float64Array[] => {
    const at = (sign: number) =>
      sampleYields(
        model,
        best.parameters.map((x, j) => (i === j ? x + sign * uncertainties.errors[i]! : x)),
      );
    const [up, down] = [at(1), at(-1)];
    return up.map(({ yields }, s) => yields.map((each, b) => (each - down[s]!.yields[b]!) / 2));
  };
  const known = model.parameters.flatMap((_, i) => (uncertainties.errors[i] === undefined ? [] : [i]));
  const shifts = known.map(shiftsOf);
  const slowly = (shift: (of: Float64Array[]) => number): number => {
    let square = 0;
    for (const [k, i] of known.entries())
      for (const [l, j] of known.entries())
        square += shift(shifts[k]!) * shift(shifts[l]!) * correlationOf(uncertainties, i, j);
    return Math.sqrt(Math.max(0, square));
  };
  const added = (values: Iterable<number>): number => [...values].reduce((sum, each) => sum + each, 0);

  it("is what moving one parameter after the other gives", () => {
    let next = 0;
    for (const [c, { bins, samples }] of model.channels.entries()) {
      const first = next;
      next += samples.length;
      const whole = (of: Float64Array[]) => of.slice(first, next);
      for (let b = 0; b < bins; b++)
        expect(after[c]!.bins[b]).toBeCloseTo(
          slowly((of) => added(whole(of).map((each) => each[b]!))),
          9,
        );
      expect(after[c]!.total).toBeCloseTo(
        slowly((of) => added(whole(of).map(added))),
        9,
      );
      for (const s of samples.keys()) {
        expect(after[c]!.samples[s]!.total).toBeCloseTo(
          slowly((of) => added(of[first + s]!)),
          9,
        );
        for (let b = 0; b < bins; b++)
          expect(after[c]!.samples[s]!.bins[b]).toBeCloseTo(
            slowly((of) => of[first + s]![b]!),
            9,
          );
      }
    }
    expect(known.length).toBeGreaterThan(5);
  });
});

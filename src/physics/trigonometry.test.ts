import { describe, expect, test } from "vitest";
import { cosSin, sinh } from "./trigonometry.ts";

const out = new Float64Array(2);

function both(angle: number): [number, number] {
  cosSin(angle, out);
  return [out[0]!, out[1]!];
}

describe("cosine and sine", () => {
  test("agree with Math to 4e-16, for azimuths and for any angle up to 1000", () => {
    let worst = 0;
    for (const max of [Math.PI, 1000])
      for (let i = 0; i < 50_000; i++) {
        const angle = max * Math.sin(i); // spread over the whole range, the same in every run
        const [cos, sin] = both(angle);
        worst = Math.max(worst, Math.abs(cos - Math.cos(angle)), Math.abs(sin - Math.sin(angle)));
      }
    expect(worst).toBeLessThan(4e-16);
  });

  test("are good at and around multiples of a quarter turn, where one of them vanishes", () => {
    const excess = (got: number, wanted: number) => Math.abs(got - wanted) - 1e-15 * Math.abs(wanted);
    let worst = 0;
    for (let quarter = -600; quarter <= 600; quarter++)
      for (const angle of [quarter * (Math.PI / 2), quarter * (Math.PI / 2) + 1e-9, (quarter + 0.5) * (Math.PI / 2)]) {
        const [cos, sin] = both(angle);
        worst = Math.max(worst, excess(cos, Math.cos(angle)), excess(sin, Math.sin(angle)));
      }
    expect(worst).toBeLessThan(1e-22);
  });

  test("are exact at 0, NaN where there is none, and those of Math far out", () => {
    expect(both(0)).toEqual([1, 0]);
    expect(both(Number.NaN)).toEqual([Number.NaN, Number.NaN]);
    expect(both(Infinity)).toEqual([Number.NaN, Number.NaN]);
    expect(both(1e9)).toEqual([Math.cos(1e9), Math.sin(1e9)]);
  });
});

describe("the hyperbolic sine", () => {
  test("agrees with Math to 2e-15 of its value, large or small", () => {
    let worst = 0;
    for (const max of [1e-3, 1, 5, 13, 700])
      for (let i = 1; i < 20_000; i++) {
        const x = max * Math.sin(i);
        worst = Math.max(worst, Math.abs(sinh(x) - Math.sinh(x)) / Math.abs(Math.sinh(x)));
      }
    expect(worst).toBeLessThan(2e-15);
  });

  test("is odd, 0 at 0, and keeps NaN and infinities", () => {
    expect(sinh(0)).toBe(0);
    for (const x of [1e-9, 0.3, 0.35, 1, 2.5, 4.9]) expect(sinh(-x)).toBe(-sinh(x));
    expect(sinh(Number.NaN)).toBeNaN();
    expect(sinh(-Infinity)).toBe(-Infinity);
  });
});

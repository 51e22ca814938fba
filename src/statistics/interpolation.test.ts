import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { describeWithSharedData, sharedPath } from "../../test/support/shared-data.ts";
import { bendAt, type HistosysCode, normsysAt, type NormsysCode, normsysCurve } from "./interpolation.ts";

type Reference = Record<string, Record<string, number[]>>;
const out = new Float64Array(3);

function deltaAt(lo: number, nominal: number, hi: number, alpha: number, code: HistosysCode): number {
  bendAt(alpha, code, out);
  const [up, down] = [hi - nominal, nominal - lo];
  return (alpha * (up + down)) / 2 + (out[0]! * (up - down)) / 16;
}

describeWithSharedData("interpolation between variations", () => {
  const reference = JSON.parse(readFileSync(sharedPath("reference/interpolation.json"), "utf8")) as Reference;
  it.each(Object.keys(reference))("gives pyhf's numbers: %s", (title) => {
    const columns = reference[title]!;
    const numbers = [...title.matchAll(/=([\d.]+)/g)].map(([, text]) => Number(text));
    const compared = Object.entries(columns).flatMap(([column, wanted]) => {
      const [code] = /^code(4p|4|1|0)\b/.exec(column) ?? [];
      if (code === undefined) return [];
      columns["alpha"]!.forEach((alpha, i) => {
        if (title.startsWith("normsys"))
          normsysAt(normsysCurve(numbers[1]!, numbers[0]!), alpha, code as NormsysCode, out);
        else out[0] = deltaAt(numbers[0]!, numbers[1]!, numbers[2]!, alpha, code as HistosysCode);
        expect(Math.abs(out[0]! - wanted[i]!), `${column} at ${alpha}`).toBeLessThan(2e-14);
      });
      return [code];
    });
    expect(compared).toHaveLength(2);
  });
});

it("derivatives are those of the values, and meet at ±1", () => {
  const curve = normsysCurve(1.3, 0.6);
  const step = 1e-5;
  for (const at of [normsysAt.bind(null, curve), bendAt] as ((alpha: number, code: never, out: Float64Array) => void)[])
    for (const code of [at === bendAt ? "code4p" : "code4", at === bendAt ? "code0" : "code1"])
      for (const alpha of [-2.3, -0.999, -0.4, 0.2, 0.7, 1.8]) {
        const [low, here, high] = [-step, 0, step].map((shift) => {
          const values = new Float64Array(3);
          at(alpha + shift, code as never, values);
          return values;
        });
        expect(here![1]).toBeCloseTo((high![0]! - low![0]!) / 2 / step, 7);
        expect(here![2]).toBeCloseTo((high![1]! - low![1]!) / 2 / step, 7);
      }
  for (const border of [-1, 1]) {
    const [inside, outside] = [new Float64Array(3), new Float64Array(3)];
    normsysAt(curve, border * (1 - 1e-13), "code4", inside);
    normsysAt(curve, border, "code4", outside);
    for (const k of [0, 1, 2]) expect(inside[k]).toBeCloseTo(outside[k]!, 11);
  }
});

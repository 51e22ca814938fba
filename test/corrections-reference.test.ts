import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { argumentFault, type ArgumentType } from "../src/corrections/argument-fault.ts";
import type { Correction } from "../src/corrections/correction-tree.ts";
import { CorrectionFileError } from "../src/corrections/errors.ts";
import { hashAndDraws, hashPrng } from "../src/corrections/hash-prng.ts";
import { parseCorrections } from "../src/corrections/parse-corrections.ts";
import { interpretCorrection, NoCorrection, pcg32, randomNumber, xxh64 } from "./support/correction-interpreter.ts";
import { runnable } from "./support/run-correction.ts";
import { describeWithSharedData, sharedPath } from "./support/shared-data.ts";

type Given = number | string;
interface Case {
  readonly in: readonly { readonly t: ArgumentType; readonly v: Given }[];
  readonly out?: Given;
  readonly error?: string;
  readonly note?: string;
}
type Cases = Record<string, { readonly cases: readonly Case[] }>;
interface Expected {
  readonly files: Record<string, { readonly corrections: Cases; readonly compound?: Cases }>;
  readonly loadErrors: readonly { readonly name: string; readonly text: string; readonly loads: boolean }[];
  readonly hashprng: readonly {
    readonly types: readonly string[];
    readonly inputs: readonly string[];
    readonly wordsHex: readonly string[];
    readonly xxh64Hex: string;
    readonly firstFourUint32: readonly number[];
    readonly stdflat: number;
    readonly normal: number;
    readonly stdnormal: number;
  }[];
}

/** Files of corrections by the C++ evaluator, beside the checkout. */
function read(): Expected {
  return JSON.parse(readFileSync(sharedPath("reference/correctionlib-expected.json"), "utf8")) as Expected;
}

const special: Readonly<Record<string, number>> = { inf: Infinity, "-inf": -Infinity, nan: NaN, "-0": -0 };
const numberOf = (value: Given): number => (typeof value === "number" ? value : special[value]!);

/** A value, or the kind of error. */
function outcome(correction: Correction, call: (values: readonly Given[]) => number, { in: given }: Case): Given {
  const types = given.map(({ t }) => t);
  const fault = argumentFault(correction, types);
  if (fault !== undefined) return fault.kind;
  try {
    return call(given.map(({ t, v }) => (t === "string" ? v : numberOf(v))));
  } catch (error) {
    if (error instanceof NoCorrection) return error.kind;
    throw error;
  }
}

function isClose(got: Given, wanted: number): boolean {
  if (typeof got === "string") return false;
  return Object.is(got, wanted) || got === wanted || Math.abs(got - wanted) <= 1e-14 * Math.abs(wanted);
}

describeWithSharedData("values of the C++ evaluator are met", () => {
  const { files, loadErrors, hashprng } = read();

  test.each(Object.keys(files))("for every case of %s, interpreted and compiled", (file) => {
    const set = parseCorrections(readFileSync(sharedPath("reference/correctionlib", file), "utf8"));
    const { corrections, compound = {} } = files[file]!;
    let count = 0;
    for (const [name, { cases }] of Object.entries({ ...corrections, ...compound })) {
      const correction = set.get(name)!;
      const compiled = runnable(correction);
      for (const each of cases) {
        const wanted = each.error ?? numberOf(each.out!);
        const texts = each.in.flatMap(({ t, v }, i) => (t === "string" ? [[correction.inputs[i]?.name, v]] : []));
        const fixed = runnable(correction, Object.fromEntries(texts) as Record<string, string>);
        for (const call of [compiled, fixed, (values: readonly Given[]) => interpretCorrection(correction, values)]) {
          const got = outcome(correction, call, each);
          const title = `${name}(${each.in.map(({ v }) => v).join(", ")})`;
          if (each.note?.startsWith("uniform-top-rounding") && wanted === 0) {
            // The C++ reads past the last bin here; the last bin is the sane choice.
            expect(got, title).toBe(4);
          } else if (typeof wanted === "string") expect(got, title).toBe(wanted);
          else expect(isClose(got, wanted), `${title}: ${got} instead of ${wanted}`).toBe(true);
        }
        count++;
      }
    }
    expect(count).toBeGreaterThan(30);
  });

  /** Where the C++ and we differ on purpose, in what each takes. */
  const onPurpose: Readonly<Record<string, boolean>> = {
    "edge literal NaN": false,
    "category on real": false,
    "formula trailing operator": false,
    "uniform integer low high": true,
  };

  test.each(loadErrors)("a file is taken or refused as there: $name", ({ name, text, loads }) => {
    const isTaken = onPurpose[name] ?? loads;
    if (isTaken) expect(parseCorrections(text)).toBeDefined();
    else expect(() => parseCorrections(text)).toThrow(CorrectionFileError);
  });

  test.each(hashprng)("random numbers of $types $inputs", (row) => {
    const words = row.wordsHex.map((hex) => BigInt(`0x${hex}`));
    expect(xxh64(words).toString(16).padStart(16, "0")).toBe(row.xxh64Hex);
    const draw = pcg32(BigInt(`0x${row.xxh64Hex}`));
    expect(row.firstFourUint32.map(() => draw())).toEqual(row.firstFourUint32);
    for (const [code, distribution] of (["stdflat", "normal", "stdnormal"] as const).entries()) {
      expect(isClose(randomNumber(words, distribution), row[distribution])).toBe(true);
      // Every word is the bits of some float64, whether it stands for one or for an integer, but for those that are NaN.
      const bits = new Float64Array(BigUint64Array.from(words).buffer);
      if (bits.some((value) => Number.isNaN(value))) continue;
      const { hash, draws } = hashAndDraws(bits, 0, 4);
      expect(hash.toString(16).padStart(16, "0")).toBe(row.xxh64Hex);
      expect(draws).toEqual(row.firstFourUint32);
      const values = Float64Array.of(...bits);
      hashPrng(values, bits.length, 0, code);
      expect(isClose(values[0]!, row[distribution])).toBe(true);
    }
    const numbers = row.inputs.map((text) => numberOf(special[text] === undefined ? Number(text) : text));
    if (row.types.some((type, i) => type === "int" && !Number.isSafeInteger(numbers[i]))) return;
    const integers = row.types.reduce((mask, type, i) => mask | (type === "int" ? 1 << i : 0), 0);
    expect(hashAndDraws(Float64Array.from(numbers), integers, 4).hash).toBe(BigInt(`0x${row.xxh64Hex}`));
  });
});

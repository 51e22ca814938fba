import type { BitOperator } from "../expression/syntax-tree.ts";
import type { Program } from "./program.ts";
import { scalar, type ScalarValue } from "./value.ts";

const functions: Record<BitOperator, string> = { "&": "bitAnd", "|": "bitOr", "<<": "shiftLeft", ">>": "shiftRight" };

export function isBitOperator(operator: string): operator is BitOperator {
  return Object.hasOwn(functions, operator);
}

/**
 * Bits of whole numbers. 64-bit integers of the file are looked at by halves, so that all of their bits count though float64
 * holds only 53; nothing is allocated.
 *
 * @param fail the failure if an operand is no whole number of 64 bits, or float64 cannot hold the result
 */
export function bitOperation(
  program: Program,
  operator: BitOperator,
  a: ScalarValue,
  b: ScalarValue,
  fail: string,
): ScalarValue {
  const { code } = program;
  const mask = operator === "&" ? smallMask(a, b) : undefined;
  if (mask !== undefined) return scalar(code.constant(mask));
  const result = code.constant(javascript(program, operator, a, b));
  code.line(`if (${result} !== ${result}) ${fail}`);
  return scalar(result);

  /** The lower half alone decides. */
  function smallMask(x: ScalarValue, y: ScalarValue): string | undefined {
    const [big, literal] = x.halves === undefined ? [y, x.literal] : [x, y.literal];
    if (big.halves === undefined || literal === undefined) return undefined;
    if (!Number.isInteger(literal) || literal < 0 || literal >= 2 ** 32) return undefined;
    return `(${big.halves().low} & ${literal}) >>> 0`;
  }
}

function javascript(program: Program, operator: BitOperator, a: ScalarValue, b: ScalarValue): string {
  if (a.halves === undefined && (b.halves === undefined || operator === "<<" || operator === ">>"))
    return `${functions[operator]}(${a.atom}, ${b.atom})`;
  if (operator === "<<") return `shiftLeft(${a.atom}, ${b.atom})`;
  if (operator === ">>") {
    const { low, high } = a.halves!();
    return `shiftRightHalves(${low}, ${high}, ${b.atom})`;
  }
  const [left, right] = [halvesOf(program, a), halvesOf(program, b)];
  const name = operator === "&" ? "andHalves" : "orHalves";
  return `${name}(${left.low}, ${left.high}, ${right.low}, ${right.high})`;
}

function halvesOf({ code }: Program, value: ScalarValue): { readonly low: string; readonly high: string } {
  if (value.halves !== undefined) return value.halves();
  const { atom } = value;
  // What is no whole number of 64 bits has no halves.
  const isWhole = `Number.isInteger(${atom}) && ${atom} >= -9223372036854775808 && ${atom} < 18446744073709551616`;
  return {
    low: code.constant(`${isWhole} ? ${atom} >>> 0 : NaN`),
    high: code.constant(`Math.floor(${atom} / 4294967296)`),
  };
}

import type { Coding } from "./form.ts";

/**
 * How a Double32_t or Float16_t is packed, from the `[least, most, bits]` in its title.
 *
 * @see https://root.cern/doc/master/classTBufferFile.html, "WriteDouble32"
 */
export function codingOf(title: string, isFloat16: boolean): Coding {
  const plain: Coding = isFloat16 ? { kind: "mantissa", bits: 12 } : { kind: "float" };
  const match = /^[^[]*(?:\[[A-Za-z_][A-Za-z0-9_]*\]|\[\d+\])*[^[]*\[([^\],[]+),([^\],[]+)(?:,([^\],[]+))?\]/.exec(
    title,
  );
  if (match === null) return plain;
  const least = limitOf(match[1]!);
  const most = limitOf(match[2]!);
  const stated = match[3] === undefined ? 32 : Number(match[3]);
  if (least === undefined || most === undefined || !Number.isInteger(stated)) return plain;
  const bits = stated < 2 || stated > 32 ? 32 : stated;
  if (least < most) return { kind: "range", step: (most - least) / 2 ** bits, least, isSingle: isFloat16 };
  return bits < 15 ? { kind: "mantissa", bits } : plain;
}

/** A limit of a range: a number, or a multiple or part of pi. */
function limitOf(text: string): number | undefined {
  const plain = text.trim();
  if (!plain.includes("pi")) {
    const value = Number(plain);
    return Number.isFinite(value) && plain !== "" ? value : undefined;
  }
  const match = /^(-?)\s*(\d+(?:\.\d+)?|two)?\s*\*?\s*pi\s*(?:\/\s*(\d+))?$/.exec(plain);
  if (match === null) return undefined;
  const [, sign, times, parts] = match;
  const factor = times === undefined ? 1 : times === "two" ? 2 : Number(times);
  return ((sign === "-" ? -1 : 1) * factor * Math.PI) / (parts === undefined ? 1 : Number(parts));
}

/** Bytes of one packed number, the least if that changes. */
export function packedWidth(coding: Coding): number {
  return coding.kind === "mantissa" ? 3 : 4;
}

const bitsView = new DataView(new ArrayBuffer(4));

/** One packed number. */
export function unpackNumber(view: DataView, at: number, coding: Coding): number {
  switch (coding.kind) {
    case "bits":
      return view.getUint32(at);
    case "float":
      return view.getFloat32(at);
    case "range":
      return coding.isSingle
        ? Math.fround(
            Math.fround(Math.fround(view.getUint32(at)) * Math.fround(coding.step)) + Math.fround(coding.least),
          )
        : view.getUint32(at) * coding.step + coding.least;
    case "mantissa": {
      const exponent = view.getUint8(at);
      const mantissa = view.getUint16(at + 1);
      const sign = 2 ** (coding.bits + 1);
      bitsView.setUint32(0, ((exponent << 23) | ((mantissa & (sign - 1)) << (23 - coding.bits))) >>> 0);
      const value = bitsView.getFloat32(0);
      return (mantissa & sign) === 0 ? value : -value;
    }
  }
}

import type { ColumnType, NumberType } from "../../column.ts";
import { type ClassDescription, vectorClass } from "../classes/class-description.ts";
import { tLeafB, tLeafD, tLeafF, tLeafI, tLeafL, tLeafO, tLeafS } from "../classes/tree-classes.ts";
import { InvalidOutputError } from "../errors.ts";

/** How ROOT names a type of number. */
export interface NumberNames {
  /** Class of the leaf of a scalar branch. */
  readonly leaf: ClassDescription;
  /** Letter of the leaf in titles: `x/F`. */
  readonly letter: string;
  readonly unsigned: boolean;
  /** Class of a list branch. */
  readonly vector: ClassDescription;
}

function names(leaf: ClassDescription, letter: string, vector: ClassDescription, unsigned = false): NumberNames {
  return { leaf, letter, unsigned, vector };
}

/** 64-bit integers are written under the names that mean 64 bits on every platform. */
const numberNames: Readonly<Record<NumberType, NumberNames>> = {
  bool: names(tLeafO, "O", vectorClass("bool", 0x01c8b117)),
  int8: names(tLeafB, "B", vectorClass("char", 0x01c8b03f)),
  uint8: names(tLeafB, "b", vectorClass("unsigned char", 0x2b7230da), true),
  int16: names(tLeafS, "S", vectorClass("short", 0x055a2247)),
  uint16: names(tLeafS, "s", vectorClass("unsigned short", 0x8256a418), true),
  int32: names(tLeafI, "I", vectorClass("int", 0x00983b88)),
  uint32: names(tLeafI, "i", vectorClass("unsigned int", 0xb9261111), true),
  int64: names(tLeafL, "L", vectorClass("Long64_t", 0x907dd4be)),
  uint64: names(tLeafL, "l", vectorClass("ULong64_t", 0xb178f86b), true),
  float32: names(tLeafF, "F", vectorClass("float", 0x055a169b)),
  float64: names(tLeafD, "D", vectorClass("double", 0x100e4364)),
};

/** @throws {InvalidOutputError} for arrays of fixed length. */
export function numberNamesOf(branch: string, { type, fixedLength }: ColumnType): NumberNames {
  if (fixedLength !== undefined)
    throw new InvalidOutputError("Arrays of fixed length are not written; without fixedLength it is a vector", {
      branch,
    });
  return numberNames[type];
}

import { tNamed, tObjString } from "../classes/base-classes.ts";
import type { ClassDescription } from "../classes/class-description.ts";
import { tH1D } from "../classes/histogram-classes.ts";
import { withParts } from "../classes/streamer-info.ts";
import { tBranchElement, tLeafElement, tTree } from "../classes/tree-classes.ts";
import { numberNamesOf } from "../tree/branch-type.ts";
import type { NumberType } from "../../column.ts";

export const numberTypes: readonly NumberType[] = [
  "bool",
  "int8",
  "uint8",
  "int16",
  "uint16",
  "int32",
  "uint32",
  "int64",
  "uint64",
  "float32",
  "float64",
];

/** Every class that a file of ours can hold. */
export function allClasses(): ClassDescription[] {
  const names = numberTypes.map((type) => numberNamesOf("", { shape: "scalar", type }));
  return withParts([
    tNamed,
    tObjString,
    tH1D,
    tTree,
    tBranchElement,
    tLeafElement,
    ...names.flatMap(({ leaf, vector }) => [leaf, vector]),
  ]);
}

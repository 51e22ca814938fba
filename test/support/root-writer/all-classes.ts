import { tNamed, tObjString } from "../../../src/rootio/write/classes/base-classes.ts";
import type { ClassDescription } from "../../../src/rootio/write/classes/class-description.ts";
import { tH1D, tH2D } from "../../../src/rootio/write/classes/histogram-classes.ts";
import { withParts } from "../../../src/rootio/write/classes/streamer-info.ts";
import { tBranchElement, tLeafElement, tTree } from "../../../src/rootio/write/classes/tree-classes.ts";
import { numberNamesOf } from "../../../src/rootio/write/tree/branch-type.ts";
import type { NumberType } from "../../../src/rootio/column.ts";

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
    tH2D,
    tTree,
    tBranchElement,
    tLeafElement,
    ...names.flatMap(({ leaf, vector }) => [leaf, vector]),
  ]);
}

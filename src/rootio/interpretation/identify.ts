import type { NumberType } from "../column.ts";
import type { BranchMetadata, LeafMetadata } from "../tree-metadata.ts";
import type { Interpretation, UnknownInterpretation } from "./interpretation.ts";

/**
 * Finds out how a branch is to be read, from its class and leaves. A further kind of branch is one more file in this
 * folder and one more line here.
 */
export function identify(branch: BranchMetadata): Interpretation | UnknownInterpretation {
  if (branch.fileName !== "") return unknown(`its baskets are in another file, ${branch.fileName}`);
  if (branch.parts.length > 0) return unknown(`it is split into ${branch.parts.length} parts`);
  const [leaf, ...others] = branch.leaves;
  if (leaf === undefined) return unknown("it has no leaf");
  if (others.length > 0) return unknown(`it holds ${branch.leaves.length} leaves in one branch`);
  if (branch.embedded.some((basket) => basket.ioBits !== 0)) return unknown("its baskets use a newer layout (IO bits)");
  if (branch.branchClass === "TBranchElement") return identifyVector(branch);
  if (branch.branchClass !== "TBranch") return unknown(`branches of class ${branch.branchClass} are not read`);
  return identifyLeaf(leaf);
}

function identifyLeaf(leaf: LeafMetadata): Interpretation | UnknownInterpretation {
  const type = leafTypes.get(leaf.className)?.[leaf.unsigned ? 1 : 0];
  if (type === undefined) return unknown(`leaves of class ${leaf.className} are not read`);
  if (leaf.length < 1) return unknown("its leaf has no length");
  if (leaf.counter === undefined) return { kind: "fixed", type, length: leaf.length, isList: leaf.title.includes("[") };
  if (leaf.length > 1) return unknown("it is a counted array of arrays");
  return { kind: "counted", type };
}

function identifyVector(branch: BranchMetadata): Interpretation | UnknownInterpretation {
  if (branch.isPart) return unknown(`it is part of a split object (class ${branch.className})`);
  const match = /^(?:std::)?vector<(.*)>$|^ROOT::VecOps::RVec<(.*)>$|^(?:ROOT::)?RVec<(.*)>$/.exec(
    branch.className.trim(),
  );
  if (match === null) return unknown(`objects of class ${branch.className} are not read`);
  const element = (match[1] ?? match[2] ?? match[3] ?? "").replace(/,\s*(?:std::)?allocator<.*>\s*$/, "").trim();
  const type = elementTypes.get(element);
  if (type === undefined) return unknown(`lists of ${element} are not read`);
  return { kind: "vector", type };
}

function unknown(reason: string): UnknownInterpretation {
  return { kind: "unknown", reason };
}

/** Leaf class → type as signed, as unsigned. */
const leafTypes = new Map<string, readonly [NumberType, NumberType]>([
  ["TLeafO", ["bool", "bool"]],
  ["TLeafB", ["int8", "uint8"]],
  ["TLeafS", ["int16", "uint16"]],
  ["TLeafI", ["int32", "uint32"]],
  ["TLeafL", ["int64", "uint64"]],
  ["TLeafG", ["int64", "uint64"]],
  ["TLeafF", ["float32", "float32"]],
  ["TLeafD", ["float64", "float64"]],
]);

/** C++ spelling, as it stands in class names, → type. `long` is written with 8 bytes on every platform. */
const elementTypes = new Map<string, NumberType>([
  ...spellings("bool", ["bool", "Bool_t"]),
  ...spellings("int8", ["char", "signed char", "Char_t", "int8_t"]),
  ...spellings("uint8", ["unsigned char", "UChar_t", "uint8_t"]),
  ...spellings("int16", ["short", "Short_t", "int16_t"]),
  ...spellings("uint16", ["unsigned short", "UShort_t", "uint16_t"]),
  ...spellings("int32", ["int", "Int_t", "int32_t"]),
  ...spellings("uint32", ["unsigned int", "unsigned", "UInt_t", "uint32_t"]),
  ...spellings("int64", ["long", "long long", "Long_t", "Long64_t", "int64_t"]),
  ...spellings("uint64", ["unsigned long", "unsigned long long", "ULong_t", "ULong64_t", "uint64_t"]),
  ...spellings("float32", ["float", "Float_t"]),
  ...spellings("float64", ["double", "Double_t"]),
]);

function spellings(type: NumberType, names: readonly string[]): [string, NumberType][] {
  return names.map((name) => [name, type]);
}

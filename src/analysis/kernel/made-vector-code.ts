import type { CheckedCall, CheckedNode } from "../expression/checked-tree.ts";
import { coordinateFields } from "../collection-fields.ts";
import { isDirect, storeList, unlikeLengths } from "./list-code.ts";
import type { Program } from "./program.ts";
import { atomOf, type Value } from "./value.ts";
import { vectorOfCoordinates } from "./vector-code.ts";

type VectorCall = CheckedNode & CheckedCall & { readonly kind: "vector" };
type Write = (program: Program, node: CheckedNode) => Value;

/** Four-vectors of four numbers, or lists of them: a coordinate is looked up only where something asks for it. */
export function madeVector(program: Program, node: VectorCall, write: Write): Value {
  const parts = node.arguments.map((part) => {
    const value = write(program, part);
    return value.kind === "list" && !isDirect(part) ? storeList(program, value, part.type) : value;
  });
  return vectorsAt(program, node, node.type.depth, (i) => parts[i]!);
}

function vectorsAt(program: Program, node: VectorCall, depth: number, part: (i: number) => Value): Value {
  const { code } = program;
  const { coordinates } = node.signature;
  const fields: readonly string[] = coordinateFields[coordinates];
  if (depth === 0) {
    const id = code.fresh("r");
    const field = (name: string): Value => code.once(`${id} .${name}`, () => part(fields.indexOf(name)));
    const vector = vectorOfCoordinates(code, coordinates, (name) => atomOf(field(name)));
    return { kind: "record", vector, field };
  }
  const parts = fields.map((_, i) => part(i));
  const [first, ...rest] = parts.filter((value) => value.kind === "list");
  const unlike = unlikeLengths(program, node);
  for (const { length } of rest)
    if (length !== first!.length) code.line(`if (${length} !== ${first!.length}) ${unlike(first!.length, length)}`);
  const at = (k: string) => (i: number) => {
    const value = parts[i]!;
    return value.kind === "list" ? value.at(k) : value;
  };
  return { kind: "list", length: first!.length, at: (k) => vectorsAt(program, node, depth - 1, at(k)) };
}

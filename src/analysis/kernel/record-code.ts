import type { CheckedCollection, CheckedNode } from "../expression/checked-tree.ts";
import { isTuple, isVectorElement, type RecordType, vectorField } from "../expression/value-type.ts";
import { coordinatesOf } from "../collection-fields.ts";
import type { Program } from "./program.ts";
import { atomOf, type ListValue, listOf, type RecordValue, recordOf, type Value } from "./value.ts";
import { addVectors, vectorOfCoordinates } from "./vector-code.ts";

type CollectionNode = CheckedNode & { readonly kind: "collection" };
type Write = (program: Program, node: CheckedNode) => Value;

/** The elements of a collection. Its length is that of its first field; any other is looked at only if it is asked for. */
export function collectionValue(program: Program, node: CollectionNode, write: Write): Value {
  const { collection } = node;
  return program.code.once(`collection ${collection.index}`, () => {
    const [first] = collection.fields.keys();
    const { length } = listOf(write(program, collection.fields.get(first!)!));
    const place = program.place();
    // Set up where the collection begins, not in the loop that first asks for it.
    const list = (field: string): ListValue =>
      program.at(place, () =>
        program.code.once(`field ${field}`, () => fieldList(program, node, field, length, write)),
      );
    return { kind: "list", length, at: (k) => elementOf(program, collection, (field) => list(field).at(k)) };
  });
}

function fieldList(program: Program, node: CollectionNode, field: string, length: string, write: Write): ListValue {
  const { collection } = node;
  const [first] = collection.fields.keys();
  const value = write(program, collection.fields.get(field)!);
  if (value.kind !== "list") return { kind: "list", length, at: () => value };
  const list = value;
  if (list.length !== length) {
    const site = program.failures.unlikeFields(node, collection.name, first!, field);
    program.code.line(`if (${list.length} !== ${length}) ${program.fail(site, length, list.length)}`);
  }
  return list;
}

function elementOf(
  program: Program,
  { fields, element }: CheckedCollection,
  load: (field: string) => Value,
): RecordValue {
  const { code } = program;
  const id = code.fresh("r");
  const field = (name: string): Value => code.once(`${id} .${name}`, () => load(name));
  if (!element.isVector) return { kind: "record", vector: undefined, field };
  const get = (name: string): string => atomOf(field(name));
  if (vectorField(element) !== undefined) return { kind: "record", vector: recordOf(field("vector")).vector, field };
  const coordinates = coordinatesOf(fields.keys());
  return { kind: "record", vector: vectorOfCoordinates(code, coordinates, get), field };
}

/** Whether elements have pt, eta, phi or a mass of their own, rather than a sum's. */
export function isMeasured(element: RecordType): boolean {
  const vector = vectorField(element);
  if (vector !== undefined) return isMeasured(vector);
  const has = (field: string): boolean => element.fields.has(field);
  return element.isVector && ((has("pt") && has("eta") && has("phi")) || (has("px") && has("mass")));
}

/** A pair, a triple, … of values. */
export function tupleValue(program: Program, element: RecordType, parts: readonly Value[]): RecordValue {
  const names = [...element.fields.keys()];
  const vectors = element.isVector ? parts.map((part) => recordOf(part).vector!) : undefined;
  return {
    kind: "record",
    vector: vectors && addVectors(program.code, vectors),
    field: (name) => parts[names.indexOf(name)]!,
  };
}

/** Whether computing a four-vector of this kind is more than looking it up. */
export function isComputed(element: RecordType): boolean {
  return isVectorElement(element) && (element.fields.size === 0 || isTuple(element));
}

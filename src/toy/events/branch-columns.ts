import { type Column, type ColumnType, createArray } from "../../rootio/column.ts";

/** Types that the toy's branches have. */
type BranchType = "bool" | "int32" | "uint32" | "uint64" | "float32";

/** A branch of a tree: its name and type as in the files that the toy is like, and where its values come from. */
export interface ToyBranch<Event> {
  readonly name: string;
  readonly type: ColumnType;
  /** The column of this branch for these events, with arrays of its own. */
  column(events: readonly Event[]): Column;
}

export function scalarBranch<Event>(name: string, type: BranchType, value: (event: Event) => number): ToyBranch<Event> {
  return {
    name,
    type: { shape: "scalar", type },
    column(events) {
      const values = createArray(type, events.length);
      const write = writerOf(values);
      for (let i = 0; i < events.length; i++) write(i, value(events[i]!));
      return { shape: "scalar", type, length: events.length, values };
    },
  };
}

export function listBranch<Event, Element>(
  name: string,
  type: BranchType,
  elements: (event: Event) => readonly Element[],
  value: (element: Element, event: Event) => number,
): ToyBranch<Event> {
  return {
    name,
    type: { shape: "list", type },
    column(events) {
      const offsets = new Int32Array(events.length + 1);
      for (let i = 0; i < events.length; i++) offsets[i + 1] = offsets[i]! + elements(events[i]!).length;
      const content = createArray(type, offsets[events.length]!);
      const write = writerOf(content);
      let next = 0;
      for (const event of events) for (const element of elements(event)) write(next++, value(element, event));
      return { shape: "list", type, length: events.length, offsets, content };
    },
  };
}

/** Columns of all branches for these events, as a reader of the file would give them. */
export function columnsOfBranches<Event>(
  branches: readonly ToyBranch<Event>[],
  events: readonly Event[],
): ReadonlyMap<string, Column> {
  return new Map(branches.map((branch) => [branch.name, branch.column(events)]));
}

function writerOf(values: ReturnType<typeof createArray>): (i: number, value: number) => void {
  if (values instanceof BigUint64Array || values instanceof BigInt64Array)
    return (i, value) => {
      values[i] = BigInt(value);
    };
  return (i, value) => {
    values[i] = value;
  };
}

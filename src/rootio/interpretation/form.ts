import { byteWidth, type NumberType } from "../column.ts";

/**
 * How bytes become values: the one description of everything that a branch may hold. Big-endian throughout.
 *
 * - `number`: a value of its type, or packed as `coding` says.
 * - `text`: length in one byte, or 255 and four more bytes, then the letters (TString, std::string, TLeafC);
 *   a std::string has a head where a list has one; `long` always has four bytes of length (char*).
 * - `array`: a fixed number of values.
 * - `list`: a count, then so many values. With a head (byte count and version) when it is not inside another list.
 * - `rest`: values up to the end of the entry, behind `skip` bytes: the entry's length tells how many there are.
 * - `counted`: a byte if `flag`, then as many values as the member `counter` of the same object said before.
 * - `object`: the members one after the other. With a head, unless it is a leaf list.
 * - `each`: a member of every object of a split collection, up to the end of the entry: as in `list`, but without its count.
 * - `named`: the name of a class, and the object behind it (TBranchObject).
 * - `base`: the fields of a TObject, which nobody asks for.
 * - `closed`: bytes that are not understood, with the reason. With a head they can be stepped over.
 */
export type Form =
  | { readonly kind: "number"; readonly type: NumberType; readonly coding?: Coding; readonly counts?: string }
  | { readonly kind: "text"; readonly head: boolean; readonly isStd?: true; readonly long?: true }
  | { readonly kind: "array"; readonly length: number; readonly of: Form }
  | { readonly kind: "list"; readonly head: boolean; readonly of: Form }
  | { readonly kind: "rest"; readonly skip: number; readonly of: Form }
  | { readonly kind: "counted"; readonly counter: string; readonly flag: boolean; readonly of: Form }
  | ObjectForm
  | { readonly kind: "each"; readonly of: Form }
  | { readonly kind: "named"; readonly of: Form }
  | { readonly kind: "base" }
  | { readonly kind: "closed"; readonly reason: string; readonly head: boolean };

export interface ObjectForm {
  readonly kind: "object";
  readonly name: string;
  readonly head: boolean;
  /** Version and checksum of the class that the members belong to; unknown for pairs and leaf lists. */
  readonly version?: number;
  readonly checksum?: number;
  readonly members: readonly Member[];
  /** The object as another version of its class has it, if the file describes that one. */
  readonly asOf?: (by: ClassVersion) => Form | undefined;
}

/** What an object says of the class it was written with: its version, or where it has none the checksum. */
export type ClassVersion = { readonly version: number } | { readonly checksum: number };

export interface Member {
  /** Empty for a base class, whose members count as the object's own. */
  readonly name: string;
  readonly form: Form;
}

/**
 * How a number is packed. Double32_t and Float16_t: a whole number of steps in 32 bits (counted in single or double
 * precision, as uproot does), an exponent byte with a short mantissa, or a float. `bits`: those of a TObject, behind which
 * two more bytes stand where others refer to the object.
 */
export type Coding =
  | { readonly kind: "range"; readonly step: number; readonly least: number; readonly isSingle: boolean }
  | { readonly kind: "bits" }
  | { readonly kind: "mantissa"; readonly bits: number }
  | { readonly kind: "float" };

/** Bytes that a value always takes; undefined if they differ. */
export function bytesOf(form: Form): number | undefined {
  if (form.kind === "number" && form.coding === undefined) return byteWidth(form.type);
  if (form.kind === "number" && form.coding?.kind !== "bits") return form.coding?.kind === "mantissa" ? 3 : 4;
  const inner = form.kind === "array" ? bytesOf(form.of) : undefined;
  return form.kind === "array" && inner !== undefined ? form.length * inner : undefined;
}

export function closed(reason: string, head = false): Form {
  return { kind: "closed", reason, head };
}

/** A value of a form that can be read by itself. */
export interface FormLeaf {
  /** Members that lead to it, names of base classes left out. */
  readonly path: readonly string[];
  readonly type: NumberType | "text";
  /** How many lists stand around each value. */
  readonly levels: number;
  /** Why it is not read. */
  readonly closed?: string;
}

/** The values that stand in a form. */
export function leavesOf(form: Form, path: readonly string[] = [], levels = 0): FormLeaf[] {
  switch (form.kind) {
    case "number":
      return [{ path, type: form.type, levels }];
    case "text":
      return [{ path, type: "text", levels }];
    case "array":
    case "list":
    case "rest":
    case "counted":
    case "each":
      return leavesOf(form.of, path, levels + 1);
    case "named":
      return leavesOf(form.of, path, levels);
    case "base":
      return [];
    case "closed":
      return [{ path, type: "text", levels, closed: form.reason }];
    case "object":
      return leavesOfObject(form, path, levels);
  }
}

/** What stands behind a member that cannot be stepped over cannot be reached either. */
function leavesOfObject(form: ObjectForm, path: readonly string[], levels: number): FormLeaf[] {
  const leaves: FormLeaf[] = [];
  let behind: string | undefined;
  for (const member of form.members) {
    const inside = leavesOf(member.form, member.name === "" ? path : [...path, member.name], levels);
    for (const leaf of inside)
      leaves.push(behind === undefined || leaf.closed !== undefined ? leaf : { ...leaf, closed: behind });
    behind ??= obstacle(member);
  }
  return leaves;
}

/** Why the bytes behind a member are out of reach. */
function obstacle({ name, form }: Member): string | undefined {
  const reason = blocked(form);
  return reason === undefined ? undefined : `it stands behind "${name}": ${reason}`;
}

function blocked(form: Form): string | undefined {
  switch (form.kind) {
    case "closed":
      return form.head ? undefined : form.reason;
    case "array":
    case "list":
    case "rest":
    case "counted":
    case "each":
    case "named":
      return "head" in form && form.head ? undefined : blocked(form.of);
    case "object":
      return form.head
        ? undefined
        : form.members.map(({ form: inner }) => blocked(inner)).find((reason) => reason !== undefined);
    case "number":
    case "text":
    case "base":
      return undefined;
  }
}

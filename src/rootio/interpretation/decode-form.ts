import type { Where } from "../../errors/app-error.ts";
import { type Basket, startOf } from "../basket.ts";
import { byteWidth } from "../column.ts";
import { UnsupportedFormatError } from "../errors.ts";
import { type ClassVersion, type Form, type FormLeaf, leavesOf, type ObjectForm } from "./form.ts";
import { byteCountFlag, FormCursor, type Head } from "./form-cursor.ts";
import type { FormBuffer } from "./form-buffer.ts";
import type { Interpretation } from "./interpretation.ts";
import { packedWidth, unpackNumber } from "./packed-number.ts";
import { decodeText } from "./decode-text.ts";
import { copyBits, normaliseBools } from "./value-bits.ts";

type FormInterpretation = Extract<Interpretation, { kind: "form" }>;

/**
 * Appends entries [from, to) of a basket to a column: the values at `path` of a form, all others stepped over.
 *
 * @throws {CorruptFileError} if the bytes of an entry do not end where they should.
 * @throws {UnsupportedFormatError} if an object is of another version of its class than the form describes.
 */
export function decodeForm(
  { form, path }: FormInterpretation,
  basket: Basket,
  from: number,
  to: number,
  into: FormBuffer,
  where: Where,
): void {
  const first = into.values;
  const walk = new FormWalk(basket.view, into, where);
  if (basket.starts === undefined) walk.sequence(form, path, basket, from, to);
  else
    for (let i = from; i < to; i++) {
      walk.enter(i, startOf(basket, i), startOf(basket, i + 1), basket.border);
      walk.readEntry(form, path);
      walk.leave();
    }
  if (into.type === "bool") normaliseBools(into.bits, first, into.values);
  into.entries += to - from;
}

/** Bit of the version that tells that members are written one after the other instead of objects. */
const memberWiseFlag = 1 << 14;
/** Bit of a TObject that tells that two more bytes follow. */
const referencedFlag = 1 << 4;

/** A position in a basket that moves through entries as a form says. `path` undefined means: step over. */
class FormWalk extends FormCursor {
  readonly into: FormBuffer;
  /** Forms of objects of other versions that were met. */
  readonly #versions = new Map<string, ObjectForm>();
  /** What members of the object around said that others have values. */
  #counts = new Map<string, number>();

  constructor(view: DataView, into: FormBuffer, where: Where) {
    super(view, where);
    this.into = into;
  }

  /** All of an entry. The object that fills it has a head in some files, and none in others. */
  readEntry(form: Form, path: readonly string[]): void {
    const length = this.end - this.at;
    const isBare =
      form.kind === "object" &&
      form.head &&
      (length < 6 || this.view.getUint32(this.at) !== byteCountFlag + length - 4);
    this.read(isBare ? { ...form, head: false } : form, path, 0);
  }

  /** Entries without offsets follow each other. */
  sequence(form: Form, path: readonly string[], basket: Basket, from: number, to: number): void {
    this.end = basket.border;
    for (let i = 0; i < to; i++) {
      this.entry = i;
      this.read(form, i < from ? undefined : path, 0);
    }
    if (to === basket.entries) this.leave();
  }

  read(form: Form, path: readonly string[] | undefined, level: number): void {
    switch (form.kind) {
      case "number":
        this.#numbers(form, 1, path !== undefined);
        return;
      case "text":
        this.#text(form.head, form.long === true, path !== undefined);
        return;
      case "array":
        this.#many(form.of, form.length, path, level);
        return;
      case "list":
        this.#list(form, path, level);
        return;
      case "rest":
        this.skip(form.skip);
        this.#rest(form.of, path, level);
        return;
      case "counted": {
        const count = this.#counts.get(form.counter);
        if (count === undefined) throw this.damaged(`nothing says how many values "${form.counter}" counts`);
        this.#many(form.of, form.flag && this.uint8() === 0 ? 0 : this.checkCount(count), path, level);
        return;
      }
      case "named":
        this.skip(this.uint8() + 1);
        this.read(form.of, path, level);
        return;
      case "each":
        this.#each(form.of, undefined, path, level);
        return;
      case "object":
        this.#object(form, path, level);
        return;
      case "base":
        this.#base();
        return;
      case "closed":
        this.#stepOver(form.reason, form.head);
        return;
    }
  }

  /** `count` values one after the other, as a list if anybody asks. */
  #many(form: Form, count: number, path: readonly string[] | undefined, level: number): void {
    if (path !== undefined) this.into.list(level, count);
    if (form.kind === "number") this.#numbers(form, count, path !== undefined);
    else for (let i = 0; i < count; i++) this.read(form, path, level + 1);
  }

  #rest(form: Form, path: readonly string[] | undefined, level: number): void {
    if (form.kind === "number" && form.coding?.kind !== "bits") {
      const width = widthOf(form);
      const count = Math.floor((this.end - this.at) / width);
      this.#many(form, count, path, level);
      return;
    }
    let count = 0;
    for (; this.at < this.end; count++)
      this.advance(() => {
        this.read(form, path, level + 1);
      });
    if (path !== undefined) this.into.list(level, count);
  }

  #list(form: Extract<Form, { kind: "list" }>, path: readonly string[] | undefined, level: number): void {
    const head = form.head ? this.head() : undefined;
    if (head !== undefined && path === undefined && head.end !== undefined) {
      this.at = head.end;
      return;
    }
    if (head !== undefined && (head.version & memberWiseFlag) !== 0) {
      const version = this.int16();
      const by = version === 0 ? { checksum: this.int32() >>> 0 } : { version };
      const count = this.checkCount(this.int32());
      const isObject = form.of.kind === "object" && form.of.version !== undefined;
      this.#each(isObject ? this.#asWritten(form.of, by, path) : form.of, count, path, level);
    } else this.#many(form.of, this.checkCount(this.int32()), path, level);
    this.close(head);
  }

  /** The same member, or all members one after the other, of `count` objects; without a count up to the end. */
  #each(form: Form, count: number | undefined, path: readonly string[] | undefined, level: number): void {
    if (form.kind === "object" && count !== undefined) {
      if (path !== undefined) this.into.list(level, count);
      this.#membersOfEach(form, count, path, level);
      return;
    }
    const head = this.#sharedHead(form, count !== 0 && this.at < this.end);
    const bare = withoutHead(form);
    if (count === undefined) this.#rest(bare, path, level);
    else this.#many(bare, count, path, level);
    this.close(head);
  }

  /** What has a head when it stands alone has one head for all objects here. */
  #sharedHead(form: Form, isThere: boolean): Head | undefined {
    if (!hasSharedHead(form) || !isThere) return undefined;
    const head = this.head();
    if ((head.version & memberWiseFlag) === 0) return head;
    throw new UnsupportedFormatError(
      "Lists of objects written member by member, inside others, are not read",
      this.where,
    );
  }

  #membersOfEach(form: ObjectForm, count: number, path: readonly string[] | undefined, level: number): void {
    for (const member of form.members) {
      const inner = member.name === "" ? path : path?.[0] === member.name ? path.slice(1) : undefined;
      const wanted = inner !== undefined && (member.name !== "" || leadsTo(member.form, inner));
      if (member.form.kind === "object" && member.name === "")
        this.#membersOfEach(member.form, count, wanted ? inner : undefined, level);
      else this.#eachValue(member.form, count, wanted ? inner : undefined, level + 1);
    }
  }

  /** A member of `count` objects, whose list is open already. */
  #eachValue(form: Form, count: number, path: readonly string[] | undefined, level: number): void {
    const head = this.#sharedHead(form, count > 0);
    const plain = withoutHead(form);
    if (plain.kind === "number") this.#numbers(plain, count, path !== undefined);
    else for (let i = 0; i < count; i++) this.read(plain, path, level);
    this.close(head);
  }

  #object(form: ObjectForm, path: readonly string[] | undefined, level: number): void {
    const head = form.head ? this.head() : undefined;
    if (head?.end !== undefined && path === undefined) {
      this.at = head.end;
      return;
    }
    const { members } = head === undefined ? form : this.#asWritten(form, this.#versionIn(form, head), path);
    const outer = this.#counts;
    this.#counts = new Map();
    for (const member of members) {
      const inner = member.name === "" ? path : path?.[0] === member.name ? path.slice(1) : undefined;
      const wanted = inner !== undefined && (member.name !== "" || leadsTo(member.form, inner));
      if (member.form.kind === "closed" && !member.form.head && head?.end !== undefined) {
        this.at = head.end; // nothing behind it is asked for
        break;
      }
      if (member.form.kind === "number" && member.form.counts !== undefined && this.end - this.at >= 4)
        this.#counts.set(member.form.counts, this.view.getInt32(this.at));
      this.read(member.form, wanted ? inner : undefined, level);
    }
    this.#counts = outer;
    this.close(head);
  }

  /** The class that an object says it was written with; without a version its checksum stands behind the head. */
  #versionIn(form: ObjectForm, head: Head): ClassVersion | undefined {
    if (form.version === undefined) return undefined;
    return head.version === 0 ? { checksum: this.int32() >>> 0 } : { version: head.version & ~memberWiseFlag };
  }

  /** The form of an object that was written with some version of its class, which must have the value that is asked for. */
  #asWritten(form: ObjectForm, by: ClassVersion | undefined, path: readonly string[] | undefined): ObjectForm {
    if (by === undefined) return form;
    if ("version" in by ? by.version === form.version : form.checksum === 0 || by.checksum === form.checksum)
      return form;
    const key = `${form.name} ${Object.values(by).join()} ${path?.join(".") ?? ""}`;
    let other = this.#versions.get(key);
    if (other === undefined) this.#versions.set(key, (other = this.#otherVersion(form, by, path)));
    return other;
  }

  #otherVersion(form: ObjectForm, by: ClassVersion, path: readonly string[] | undefined): ObjectForm {
    const other = form.asOf?.(by);
    const found = "version" in by ? `of version ${by.version}` : `with checksum ${by.checksum}`;
    const what = `Entry ${this.entry} of a basket holds a ${form.name} ${found}`;
    if (other?.kind !== "object")
      throw new UnsupportedFormatError(
        `${what}, where version ${form.version} was expected; the file does not describe it`,
        this.where,
      );
    if (path === undefined) return other;
    const name = path.join(".");
    const leafIn = (one: Form): FormLeaf | undefined => leavesOf(one).find((leaf) => leaf.path.join(".") === name);
    const [expected, written] = [leafIn(form), leafIn(other)];
    if (written?.closed === undefined && written?.type === expected?.type && written?.levels === expected?.levels)
      return other;
    const has = written === undefined ? `has no "${name}"` : (written.closed ?? `has another type of "${name}"`);
    throw new UnsupportedFormatError(`${what}, which ${has}`, this.where);
  }

  /** Bits of TObjects, each with two more bytes if others refer to it. */
  #objectBits(count: number, wanted: boolean): void {
    const { into } = this;
    if (wanted) into.reserve(count);
    for (let i = 0; i < count; i++) {
      const bits = this.int32();
      if ((bits & referencedFlag) !== 0) this.skip(2);
      if (wanted) into.content[into.values++] = bits;
    }
  }

  #numbers(form: Extract<Form, { kind: "number" }>, count: number, wanted: boolean): void {
    if (form.coding?.kind === "bits") {
      this.#objectBits(count, wanted);
      return;
    }
    const width = widthOf(form);
    const at = this.at;
    this.skip(count * width);
    if (!wanted) return;
    const { into, view } = this;
    into.reserve(count);
    if (form.coding === undefined) copyBits(view, at, count, width, into.bits, into.values);
    else
      for (let i = 0; i < count; i++) into.content[into.values + i] = unpackNumber(view, at + i * width, form.coding);
    into.values += count;
  }

  #text(hasHead: boolean, long: boolean, wanted: boolean): void {
    const head = hasHead ? this.head() : undefined;
    const short = long ? 255 : this.uint8();
    const length = short === 255 ? this.checkCount(this.int32()) : short;
    const at = this.at;
    this.skip(length);
    if (wanted) {
      this.into.texts.push(decodeText(new Uint8Array(this.view.buffer, this.view.byteOffset + at, length)));
      this.into.values++;
    }
    this.close(head);
  }

  /** Version, number, bits, and where others refer to it, the number of the process that made it. */
  #base(): void {
    const head = this.head();
    this.skip(4);
    const bits = this.int32();
    if ((bits & referencedFlag) !== 0) this.skip(2);
    this.close(head);
  }

  #stepOver(reason: string, hasHead: boolean): void {
    const head = hasHead ? this.head() : undefined;
    if (head?.end === undefined)
      throw new UnsupportedFormatError(`An entry holds what is not read: ${reason}`, this.where);
    this.at = head.end;
  }
}

function hasSharedHead(form: Form): boolean {
  return form.kind === "list" || (form.kind === "text" && form.isStd === true);
}

function withoutHead(form: Form): Form {
  return (form.kind === "list" || form.kind === "text") && form.head ? { ...form, head: false } : form;
}

function widthOf(form: Extract<Form, { kind: "number" }>): number {
  return form.coding === undefined ? byteWidth(form.type) : packedWidth(form.coding);
}

/** Whether a base class has the member that `path` begins with. */
function leadsTo(form: Form, path: readonly string[]): boolean {
  if (form.kind !== "object") return false;
  return form.members.some((member) => (member.name === "" ? leadsTo(member.form, path) : member.name === path[0]));
}

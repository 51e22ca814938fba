import type { Where } from "../errors/app-error.ts";
import { DeferredObject } from "./deferred-object.ts";
import { CorruptFileError } from "./errors.ts";

/** Reads members of an object that jsroot made, one type at a time. */
export class Members {
  readonly object: Readonly<Record<string, unknown>>;
  readonly what: string;
  readonly where: Where;

  /** @param made the object, or where it can be made. */
  constructor(made: unknown, what: string, where: Where) {
    const object = made instanceof DeferredObject ? made.object : made;
    if (typeof object !== "object" || object === null)
      throw new CorruptFileError(`Damaged ${what}: an object was expected, not ${String(object)}`, where);
    this.object = object as Readonly<Record<string, unknown>>;
    this.what = what;
    this.where = where;
  }

  value(member: string): unknown {
    return this.object[member];
  }

  text(member: string): string {
    const value = this.object[member];
    if (typeof value !== "string") throw this.wrong(member, "text", value);
    return value;
  }

  textOr(member: string, otherwise: string): string {
    const value = this.object[member];
    return typeof value === "string" ? value : otherwise;
  }

  number(member: string): number {
    const value = this.object[member];
    if (typeof value !== "number" || !Number.isFinite(value)) throw this.wrong(member, "a number", value);
    return value;
  }

  count(member: string): number {
    const value = this.number(member);
    if (!Number.isSafeInteger(value) || value < 0) throw this.wrong(member, "a count", value);
    return value;
  }

  flag(member: string): boolean {
    const value = this.object[member];
    return value === true || value === 1;
  }

  numbers(member: string): number[] {
    const value = this.object[member];
    if (!Array.isArray(value) && !(value instanceof Int32Array)) throw this.wrong(member, "a list of numbers", value);
    return Array.from(value as ArrayLike<unknown>, (item) => {
      if (typeof item !== "number" || !Number.isSafeInteger(item) || item < 0)
        throw this.wrong(member, "a list of counts", item);
      return item;
    });
  }

  /** The objects of a TObjArray, without its empty places. */
  objects(member: string): unknown[] {
    const list = this.objectOr(member);
    if (list === undefined) throw this.wrong(member, "a list", undefined);
    const items = list.value("arr");
    if (!Array.isArray(items)) throw this.wrong(member, "a list", items);
    return items.filter((item) => item !== null && item !== undefined);
  }

  objectOr(member: string): Members | undefined {
    const value = this.object[member];
    return value === undefined || value === null ? undefined : new Members(value, this.what, this.where);
  }

  wrong(member: string, expected: string, found: unknown): CorruptFileError {
    const shown = typeof found === "number" || found === undefined ? String(found) : "something else";
    return new CorruptFileError(
      `Damaged ${this.what}: ${member} is ${shown} where ${expected} was expected`,
      this.where,
    );
  }
}

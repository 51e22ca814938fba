import type { Where } from "../../errors/app-error.ts";
import { CorruptFileError } from "../errors.ts";

export const byteCountFlag = 0x40000000;

export interface Head {
  /** Where the object ends, if that is written. */
  readonly end: number | undefined;
  readonly version: number;
}

/** A position in the entries of a basket that never leaves the entry it is in. */
export class FormCursor {
  readonly view: DataView;
  readonly where: Where;
  at = 0;
  end = 0;
  entry = 0;

  constructor(view: DataView, where: Where) {
    this.view = view;
    this.where = where;
  }

  enter(entry: number, start: number, end: number, border: number): void {
    this.entry = entry;
    if (start < 0 || end < start || end > border)
      throw this.damaged(`it stands at [${start}, ${end}) of ${border} bytes`);
    this.at = start;
    this.end = end;
  }

  leave(): void {
    if (this.at !== this.end) throw this.damaged(`its values end ${this.end - this.at} bytes before it does`);
  }

  head(): Head {
    const first = this.at + 4 <= this.end ? this.view.getUint32(this.at) : 0;
    if ((first & byteCountFlag) === 0) return { end: undefined, version: this.int16() };
    const end = this.at + 4 + (first & ~byteCountFlag);
    if (end > this.end || end < this.at + 6)
      throw this.damaged(`an object in it says ${end - this.at} bytes of ${this.end - this.at}`);
    this.skip(4);
    return { end, version: this.int16() };
  }

  close(head: Head | undefined): void {
    if (head?.end === undefined || head.end === this.at) return;
    throw this.damaged(`an object in it ends at byte ${head.end}, its values at ${this.at}`);
  }

  advance(step: () => void): void {
    const before = this.at;
    step();
    if (this.at === before) throw this.damaged("an object in it has no bytes");
  }

  checkCount(count: number): number {
    if (count < 0 || count > this.end - this.at)
      throw this.damaged(`${count} values do not fit into ${this.end - this.at} bytes`);
    return count;
  }

  skip(bytes: number): void {
    if (this.at + bytes > this.end) throw this.damaged(`${bytes} bytes were expected where ${this.end - this.at} are`);
    this.at += bytes;
  }

  uint8(): number {
    this.skip(1);
    return this.view.getUint8(this.at - 1);
  }

  int16(): number {
    this.skip(2);
    return this.view.getInt16(this.at - 2);
  }

  int32(): number {
    this.skip(4);
    return this.view.getInt32(this.at - 4);
  }

  damaged(problem: string): CorruptFileError {
    return new CorruptFileError(
      `Damaged basket: entry ${this.entry} of it does not fit its type: ${problem}`,
      this.where,
    );
  }
}

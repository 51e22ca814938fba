import type { ObjectWriter } from "./object-writer.ts";

/** Bits of TObject that real files hold: the object was made with `new`, and it was alive when it was written. */
export const heapObject = 0x03000000;
/** The same for an object that is part of another one. */
export const memberObject = 0x02000000;
/** Others must be told when the object goes: set for trees and histograms, which stand in lists of their own. */
const mustCleanup = 0x8;

export function writeObjectBase(writer: ObjectWriter, bits = heapObject, id = 0): void {
  writer.int16(1); // version; TObject has no byte count
  writer.uint32(id);
  writer.uint32(bits);
}

export function writeNamed(writer: ObjectWriter, name: string, title: string, bits = heapObject): void {
  writer.versioned(1, () => {
    writeObjectBase(writer, bits);
    writer.string(name);
    writer.string(title);
  });
}

/** What trees and histograms begin with: names, then line, fill and marker in ROOT's own default style. */
export function writeNamedAndStyles(writer: ObjectWriter, name: string, title: string): void {
  writeNamed(writer, name, title, heapObject | mustCleanup);
  writeLineStyle(writer);
  writeFillStyle(writer);
  writeMarkerStyle(writer);
}

function writeLineStyle(writer: ObjectWriter): void {
  writer.versioned(2, () => {
    for (const value of [602, 1, 1]) writer.int16(value); // colour, style, width
  });
}

export function writeFillStyle(writer: ObjectWriter): void {
  writer.versioned(2, () => {
    for (const value of [0, 1001]) writer.int16(value); // colour, style
  });
}

function writeMarkerStyle(writer: ObjectWriter): void {
  writer.versioned(2, () => {
    for (const value of [1, 1]) writer.int16(value); // colour, style
    writer.float32(1);
  });
}

/** A TObjArray; `item` writes one pointer. */
export function writeObjectArray<T>(
  writer: ObjectWriter,
  items: readonly T[],
  item: (value: T, index: number) => void,
  bits = heapObject,
): void {
  writer.versioned(3, () => {
    writeObjectBase(writer, bits);
    writer.string("");
    writer.int32(items.length);
    writer.int32(0); // lower bound
    items.forEach(item);
  });
}

/** A TList; `item` writes one pointer. A THashList looks the same. */
export function writeList<T>(
  writer: ObjectWriter,
  items: readonly T[],
  item: (value: T, index: number) => void,
  bits = heapObject,
): void {
  writer.versioned(5, () => {
    writeObjectBase(writer, bits);
    writer.string("");
    writer.int32(items.length);
    items.forEach((value, i) => {
      item(value, i);
      writer.uint8(0); // drawing option
    });
  });
}

/** A TArrayD, which has neither version nor byte count. */
export function writeDoubles(writer: ObjectWriter, values: ArrayLike<number>): void {
  writer.int32(values.length);
  for (let i = 0; i < values.length; i++) writer.float64(values[i]!);
}

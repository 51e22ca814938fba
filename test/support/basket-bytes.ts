/** One basket record as ROOT writes it, uncompressed unless a payload is given. */
export interface BasketBytes {
  readonly branch: string;
  readonly seek: number;
  readonly entries: number;
  readonly values: Uint8Array;
  /** Byte at which each entry starts, for entries of different lengths. */
  readonly starts?: readonly number[];
  readonly className?: string;
  readonly ioBits?: number;
  /** 80 where starts are left out though entries differ in length. */
  readonly flag?: number;
}

export function basketRecord({
  branch,
  seek,
  entries,
  values,
  starts,
  className = "TBasket",
  ioBits,
  flag = 0,
}: BasketBytes): Uint8Array {
  const strings = [className, branch, "t"].flatMap((text) => [text.length, ...new TextEncoder().encode(text)]);
  const keyLength = 26 + strings.length + 19 + (ioBits === undefined ? 0 : 1);
  const last = keyLength + values.length;
  const offsets = starts === undefined ? 0 : 4 + 4 * (entries + 1);
  const record = new Uint8Array(last + offsets);
  const view = new DataView(record.buffer);
  view.setInt32(0, record.length);
  view.setInt16(4, 2);
  view.setUint32(6, values.length + offsets);
  view.setUint16(14, keyLength);
  view.setUint16(16, 1);
  view.setUint32(18, seek);
  record.set(strings, 26);
  let at = 26 + strings.length;
  view.setUint16(at, 3);
  view.setInt32(at + 2, 32000);
  view.setInt32(at + 6, ioBits === undefined ? 1000 : -1000);
  at += 10;
  if (ioBits !== undefined) view.setUint8(at++, ioBits);
  view.setInt32(at, entries);
  view.setInt32(at + 4, last);
  view.setUint8(at + 8, flag);
  record.set(values, keyLength);
  if (starts !== undefined) {
    view.setInt32(last, entries + 1);
    starts.forEach((start, i) => {
      view.setInt32(last + 4 + 4 * i, start + keyLength);
    });
  }
  return record;
}

/** Values of `vector<float>` entries, with the byte at which each entry starts. */
export function vectorValues(lists: readonly (readonly number[])[]): { values: Uint8Array; starts: number[] } {
  const starts: number[] = [];
  const values = new Uint8Array(lists.reduce((sum, list) => sum + 10 + 4 * list.length, 0));
  const view = new DataView(values.buffer);
  let at = 0;
  for (const list of lists) {
    starts.push(at);
    view.setUint32(at, 0x40000000 + 6 + 4 * list.length);
    view.setUint16(at + 4, 9);
    view.setInt32(at + 6, list.length);
    list.forEach((value, i) => {
      view.setFloat32(at + 10 + 4 * i, value);
    });
    at += 10 + 4 * list.length;
  }
  return { values, starts };
}

import { crc32 } from "#runtime/crc32";

/**
 * A ZIP file of some small files, stored as they are. It has no times, so that the same content is the same file.
 *
 * @see PKWARE, APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12 and 4.3.16
 */
export function zipOf(files: ReadonlyMap<string, string | Uint8Array>): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [path, content] of files) {
    const [name, bytes] = [encoder.encode(path), typeof content === "string" ? encoder.encode(content) : content];
    // Version 2.0, names in UTF-8, stored, 1 January 1980.
    const common = [u16(20), u16(0x800), u16(0), u16(0), u16(0x21), u32(crc32(bytes)), u32(bytes.length)];
    const sizes = [u32(bytes.length), u16(name.length), u16(0)];
    const header = joined([u32(0x04034b50), ...common, ...sizes, name]);
    const entry = [u32(0x02014b50), u16(20), ...common, ...sizes, u16(0), u16(0), u16(0), u32(0), u32(offset), name];
    parts.push(header, bytes);
    directory.push(joined(entry));
    offset += header.length + bytes.length;
  }
  const list = joined(directory);
  const count = u16(files.size);
  const end = [u32(0x06054b50), u16(0), u16(0), count, count, u32(list.length), u32(offset), u16(0)];
  return joined([...parts, list, ...end]);
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, (value >> 8) & 0xff);
}

function u32(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

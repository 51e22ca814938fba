import { inflateSync } from "node:zlib";
import { type RawKey, RawReader } from "./raw-reader.ts";

/** Bytes [start, stop) of a file. */
export type ReadBytes = (start: number, stop: number) => Uint8Array;

export interface Structure {
  /** All that contradicts the format or itself, each with its place; empty for a file that is right. */
  readonly problems: readonly string[];
  /** Keys of all records, in the order of the file. */
  readonly records: readonly RawKey[];
  /** Free parts before the end. */
  readonly gaps: number;
  /** Paths of folders, the top one being "". */
  readonly folders: readonly string[];
}

interface Head {
  readonly big: boolean;
  readonly begin: number;
  readonly end: number;
  readonly seekFree: number;
  readonly freeLength: number;
  readonly freeCount: number;
  readonly nameLength: number;
  readonly seekInfo: number;
  readonly infoLength: number;
}

/**
 * Goes through a whole ROOT file, record by record from its first byte to its last, and holds everything that is told
 * twice against each other. Written for tests, from the description of the format; shares nothing with reader or writer.
 */
export function validateStructure(read: ReadBytes, size: number): Structure {
  const problems: string[] = [];
  const expect = (condition: boolean, problem: string): void => {
    if (!condition) problems.push(problem);
  };
  const head = readHead(new RawReader(read(0, Math.min(size, 100))), size, expect);
  const file: Walked = { read, head, expect, records: new Map(), accounted: new Set(), folders: [] };
  const gaps = walkRecords(file);
  expect(file.records.get(head.seekInfo)?.recordLength === head.infoLength, "head: no record of streamer information");
  account(file, head.seekInfo, "TList", "streamer information");
  walkFolder(file, head.begin, head.nameLength, 0, "");
  checkFreeList(file, gaps);
  for (const key of file.records.values())
    expect(file.accounted.has(key.seek) || key.className === "TBasket", `${describe(key)}: nothing leads to it`);
  return { problems, records: [...file.records.values()], gaps: gaps.length, folders: file.folders };
}

type Expect = (condition: boolean, problem: string) => void;

interface Walked {
  readonly read: ReadBytes;
  readonly head: Head;
  readonly expect: Expect;
  /** By position. */
  readonly records: Map<number, RawKey>;
  readonly accounted: Set<number>;
  readonly folders: string[];
}

function describe(key: RawKey): string {
  return `record at ${key.seek} (${key.className} "${key.name}")`;
}

function readHead(reader: RawReader, size: number, expect: Expect): Head {
  expect(Buffer.from(reader.bytes(4)).toString() === "root", "head: no magic letters");
  const version = reader.int32();
  const big = version >= 1_000_000;
  const begin = reader.int32();
  const end = reader.seek(big);
  const seekFree = reader.seek(big);
  const [freeLength, freeCount, nameLength] = [reader.int32(), reader.int32(), reader.int32()];
  const units = reader.uint8();
  reader.int32(); // compression
  const seekInfo = reader.seek(big);
  const infoLength = reader.int32();
  expect(reader.uint16() === 1, "head: version of the UUID is not 1");
  reader.bytes(16);
  expect(units === (big ? 8 : 4), `head: positions of ${units} bytes in a file of version ${version}`);
  expect(begin === 100, `head: records begin at ${begin}`);
  expect(end === size, `head: the end is ${end}, the file has ${size} bytes`);
  expect(end <= 2_000_000_000 || big, "head: 4-byte positions in a big file");
  return { big, begin, end, seekFree, freeLength, freeCount, nameLength, seekInfo, infoLength };
}

type Gap = readonly [start: number, stop: number];

/** Steps from key to key; a negative length is a free part. */
function walkRecords(file: Walked): Gap[] {
  const { head, read, expect } = file;
  const gaps: Gap[] = [];
  let at = head.begin;
  while (at < head.end) {
    const reader = new RawReader(read(at, Math.min(at + 70_000, head.end)));
    const length = reader.int32();
    if (length < 0) {
      gaps.push([at, at - length]);
      at -= length;
      continue;
    }
    if (length < 26 || at + length > head.end) {
      expect(false, `record at ${at}: a length of ${length} bytes cannot be`);
      return gaps;
    }
    const key = reader.key(0);
    expect(key.seek === at, `record at ${at} says that it stands at ${key.seek}`);
    const versions = key.className === "TBasket" ? [2, 4, 1002, 1004] : [4, 1004];
    expect(versions.includes(key.version), `${describe(key)}: version ${key.version}`);
    expect(key.big || key.seek <= 2_000_000_000, `${describe(key)}: 4-byte positions beyond 2 GB`);
    if (key.className === "TBasket") checkBasket(file, key, reader);
    else
      expect(
        key.keyLength === key.fieldsLength,
        `${describe(key)}: key of ${key.fieldsLength} bytes says ${key.keyLength}`,
      );
    checkPayload(file, key);
    file.records.set(at, key);
    at += length;
  }
  expect(at === head.end, `the last record ends at ${at}, the file at ${head.end}`);
  return gaps;
}

function checkBasket({ expect }: Walked, key: RawKey, reader: RawReader): void {
  const where = describe(key);
  expect([2, 3].includes(reader.uint16()), `${where}: version of the basket`);
  const bufferSize = reader.int32();
  const entryTable = reader.int32();
  if (entryTable < 0) reader.uint8(); // IO bits
  const entries = reader.int32();
  const last = reader.int32();
  expect(reader.uint8() === 0, `${where}: flag`);
  expect(reader.at === key.keyLength, `${where}: key and fields have ${reader.at} bytes, it says ${key.keyLength}`);
  expect(last >= key.keyLength && last <= key.keyLength + key.objectLength, `${where}: values end at ${last}`);
  expect(bufferSize >= last, `${where}: a buffer of ${bufferSize} bytes for ${last}`);
  const behind = key.keyLength + key.objectLength - last;
  if (behind === 0)
    expect(entries * entryTable === last - key.keyLength, `${where}: ${entries} entries of ${entryTable} bytes`);
  else expect(behind === 4 * entries + 8, `${where}: ${behind} bytes of starts for ${entries} entries`);
  expect(entries > 0, `${where}: no entries`);
}

/** Either stored, or blocks that follow each other to the end and unpack to the length that the key tells. */
function checkPayload({ read, expect }: Walked, key: RawKey): void {
  const length = key.recordLength - key.keyLength;
  if (length === key.objectLength) return;
  const payload = read(key.seek + key.keyLength, key.seek + key.recordLength);
  let at = 0;
  let unpacked = 0;
  while (at + 9 <= payload.length) {
    const size = (i: number): number => payload[at + i]! | (payload[at + i + 1]! << 8) | (payload[at + i + 2]! << 16);
    const [packed, plain] = [size(3), size(6)];
    const letters = Buffer.from(payload.subarray(at, at + 2)).toString();
    if (letters === "ZL") {
      expect(payload[at + 2] === 8, `${describe(key)}: method ${payload[at + 2]} of a block`);
      expect(
        inflateSync(payload.subarray(at + 9, at + 9 + packed)).length === plain,
        `${describe(key)}: length of a block`,
      );
    } else expect(["L4", "XZ", "ZS"].includes(letters), `${describe(key)}: a block of kind ${letters}`);
    at += 9 + packed;
    unpacked += plain;
  }
  expect(at === payload.length, `${describe(key)}: blocks of ${at} bytes in ${payload.length}`);
  expect(
    unpacked === key.objectLength,
    `${describe(key)}: blocks unpack to ${unpacked}, not ${key.objectLength} bytes`,
  );
  expect(length < key.objectLength, `${describe(key)}: compressing it made it longer`);
}

function account(file: Walked, seek: number, className: string, what: string): RawKey | undefined {
  const key = file.records.get(seek);
  file.expect(key?.className === className, `${what}: no ${className} at ${seek}`);
  file.expect(!file.accounted.has(seek), `${what}: the record at ${seek} was led to before`);
  file.accounted.add(seek);
  return key;
}

function walkFolder(file: Walked, seek: number, nameLength: number, parentSeek: number, path: string): void {
  const { read, expect } = file;
  const what = `folder "${path}"`;
  file.folders.push(path);
  const own = account(file, seek, path === "" ? "TFile" : "TDirectory", what);
  if (own === undefined) return;
  if (path === "") {
    const names = new RawReader(read(seek + own.keyLength, seek + nameLength));
    expect(
      names.string() === own.name && names.string() === own.title,
      `${what}: its names are told twice, and differ`,
    );
    expect(seek + own.keyLength + names.at === seek + nameLength, `${what}: length of its names`);
  } else expect(nameLength === own.keyLength, `${what}: length of its names`);
  const reader = new RawReader(read(seek + nameLength, seek + own.recordLength));
  const version = reader.uint16();
  const big = version === 1005;
  expect(big || version === 5, `${what}: version ${version}`);
  reader.bytes(8); // dates
  const keysLength = reader.int32();
  expect(reader.int32() === nameLength, `${what}: length of its names`);
  expect(reader.seek(big) === seek, `${what}: its own position`);
  expect(reader.seek(big) === parentSeek, `${what}: position of its parent`);
  const keysSeek = reader.seek(big);
  expect(reader.uint16() === 1, `${what}: version of its UUID`);
  reader.bytes(16);
  walkKeys(file, { seek, path, own, keysSeek, keysLength });
}

interface Folder {
  readonly seek: number;
  readonly path: string;
  readonly own: RawKey;
  readonly keysSeek: number;
  readonly keysLength: number;
}

function walkKeys(file: Walked, { seek, path, own, keysSeek, keysLength }: Folder): void {
  const { read, expect } = file;
  const what = `keys of "${path}"`;
  const list = account(file, keysSeek, own.className, what);
  if (list === undefined) return;
  expect(list.recordLength === keysLength, `${what}: ${list.recordLength} bytes, the folder says ${keysLength}`);
  expect(
    list.directorySeek === seek && list.name === own.name && list.title === own.title,
    `${what}: of another folder`,
  );
  const reader = new RawReader(read(keysSeek + list.keyLength, keysSeek + list.recordLength));
  const count = reader.int32();
  const names = new Set<string>();
  for (let i = 0; i < count; i++) {
    const start = reader.at;
    const key = reader.key(start);
    const record = read(key.seek, key.seek + key.keyLength);
    const listed = Buffer.from(read(keysSeek + list.keyLength + start, keysSeek + list.keyLength + reader.at));
    expect(listed.equals(record), `${what}: "${key.name}" differs from the key in front of its record`);
    expect(key.directorySeek === seek, `${what}: "${key.name}" belongs to the folder at ${key.directorySeek}`);
    expect(key.cycle >= 1 && !names.has(`${key.name};${key.cycle}`), `${what}: "${key.name}" has cycle ${key.cycle}`);
    names.add(`${key.name};${key.cycle}`);
    const childPath = path === "" ? key.name : `${path}/${key.name}`;
    if (key.className === "TDirectory") walkFolder(file, key.seek, key.keyLength, seek, childPath);
    else account(file, key.seek, key.className, what);
  }
  expect(reader.at === list.objectLength, `${what}: ${reader.at} bytes of ${list.objectLength} read`);
}

function checkFreeList(file: Walked, gaps: readonly Gap[]): void {
  const { head, read, expect } = file;
  const list = account(file, head.seekFree, "TFile", "list of free parts");
  if (list === undefined) return;
  expect(list.recordLength === head.freeLength, `list of free parts: ${list.recordLength} bytes`);
  const reader = new RawReader(read(head.seekFree + list.keyLength, head.seekFree + list.recordLength));
  const parts: Gap[] = [];
  for (let i = 0; i < head.freeCount; i++) {
    const version = reader.uint16();
    const big = version === 1001;
    expect(big || version === 1, `list of free parts: version ${version}`);
    parts.push([reader.seek(big), reader.seek(big) + 1]);
  }
  const last = parts.pop();
  expect(
    last?.[0] === head.end,
    `list of free parts: the last one starts at ${last?.[0]}, the file ends at ${head.end}`,
  );
  expect((last?.[1] ?? 0) - 1 >= Math.max(2_000_000_000, head.end), "list of free parts: where the last one ends");
  expect(
    JSON.stringify(parts) === JSON.stringify(gaps),
    `list of free parts: ${JSON.stringify(parts)} ≠ ${JSON.stringify(gaps)}`,
  );
}

import type { Where } from "../errors/app-error.ts";
import { compressionOf, decompress, prepareCodecs } from "./compression/decompress.ts";
import type { UnpackBuffer } from "./compression/unpack-buffer.ts";
import { CorruptFileError } from "./errors.ts";
import { currentClass, type Key, readKeyOf } from "./key.ts";
import type { ByteSource } from "./source/byte-source.ts";
import { checkMetadata, unpackDefaults, type UnpackLimits } from "./unpack-limits.ts";

/**
 * No single record can unpack to more (bytes), since ROOT itself cannot write objects over 1 GiB. What may be unpacked is less: see
 * `unpack-limits`.
 */
export const maxObjectLength = 1 << 30;

/**
 * The object behind a key, unpacked.
 *
 * The key in front of the record must say the same as `key`, which came from a directory's list of keys.
 * @throws {CorruptFileError} if the two contradict, lengths reach outside the file, or unpacking fails.
 * @throws {RecordTooLargeError} if the object is larger than metadata may be.
 */
export async function readObject(
  source: ByteSource,
  end: number,
  key: Key,
  where: Where,
  limits: UnpackLimits = unpackDefaults,
): Promise<Uint8Array> {
  if (key.seek + key.nbytes > end)
    throw new CorruptFileError(
      `Damaged key "${key.name}": its record [${key.seek}, ${key.seek + key.nbytes}) reaches past the end of the file, ${end}`,
      where,
    );
  checkMetadata(`The record of "${key.name}"`, key.nbytes, key.objectLength, limits, { ...where, offset: key.seek });
  const [record] = await source.read([{ start: key.seek, stop: key.seek + key.nbytes }]);
  const own = readKeyOf(record!, `record of key "${key.name}"`, { ...where, offset: key.seek });
  if (
    own.nbytes !== key.nbytes ||
    own.objectLength !== key.objectLength ||
    own.keyLength !== key.keyLength ||
    currentClass(own.className) !== currentClass(key.className) ||
    own.name !== key.name
  )
    throw new CorruptFileError(`Damaged key "${key.name}": the record that it points to says otherwise`, {
      ...where,
      offset: key.seek,
    });
  await prepareCodecsFor([record!]);
  return unpack(record!.subarray(key.keyLength), key.objectLength, { ...where, offset: key.seek });
}

/** Makes ready what the payloads of these records were compressed with, so that `unpack` can do without waiting. */
export function prepareCodecsFor(records: Iterable<Uint8Array>): Promise<void> {
  const found = new Set<ReturnType<typeof compressionOf>>();
  for (const record of records)
    if (record.length > 16) found.add(compressionOf(record.subarray((record[14]! << 8) | record[15]!)));
  return prepareCodecs(found);
}

/**
 * The object in a record's payload: as it stands if its length is that of the object, else decompressed.
 *
 * @param into memory that may be used for the result; see `decompress`.
 */
export function unpack(payload: Uint8Array, objectLength: number, where: Where, into?: UnpackBuffer): Uint8Array {
  if (objectLength > maxObjectLength)
    throw new CorruptFileError(`Damaged record: an object of ${objectLength} bytes is impossible`, where);
  if (payload.length === objectLength) return payload;
  if (payload.length > objectLength)
    throw new CorruptFileError(
      `Damaged record: ${payload.length} bytes on disk for an object of ${objectLength} bytes`,
      where,
    );
  return decompress(payload, objectLength, where, into);
}

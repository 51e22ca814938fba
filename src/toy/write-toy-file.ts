import type { ByteSink } from "../rootio/write/byte-sink.ts";
import { createRootFile } from "../rootio/write/root-file-writer.ts";
import { RandomStream } from "./random/random-stream.ts";
import { toyLabel } from "../analysis/toy/toy-label.ts";
import { describeToyOptions, type ToyOptions } from "../analysis/toy/toy-options.ts";
import type { ToyContents } from "./toy-plan.ts";

/** Fast, and within a few per cent of the best: most of the bits are measurement errors, which do not compress. */
const compressionLevel = 1;

/** In every file, so that the same options make the same bytes. */
const date = new Date(Date.UTC(2020, 0, 22));

/**
 * Writes one file of a toy: its tree, and a text `toy` that says what it is. The same file of the same options has the same bytes.
 *
 * @returns the number of entries.
 * @throws {OutputFailedError} if the sink failed; the signal's reason when it aborts. Then nothing is left in the sink.
 */
export async function writeToyFile(
  file: ToyContents,
  options: ToyOptions,
  sink: ByteSink,
  signal?: AbortSignal,
): Promise<number> {
  await using root = createRootFile(sink, {
    name: file.path,
    title: toyLabel,
    compression: { level: compressionLevel },
    uuid: uuidOf(file, options),
    date,
  });
  await root.root.writeText("toy", `${toyLabel}: ${file.sample}, ${describeToyOptions(options)}`);
  const tree = root.root.tree(file.tree, toyLabel, file.branches);
  for (const { columns, length } of file.chunks()) {
    signal?.throwIfAborted();
    await tree.fill(columns, length);
  }
  await tree.close();
  await root.close();
  return tree.entries;
}

/** A UUID (random form) that follows from what is in the file. */
function uuidOf({ path }: ToyContents, options: ToyOptions): Uint8Array {
  const random = new RandomStream("uuid", path, describeToyOptions(options));
  const uuid = Uint8Array.from({ length: 16 }, () => random.bits() >>> 24);
  uuid[6] = (uuid[6]! & 0x0f) | 0x40;
  uuid[8] = (uuid[8]! & 0x3f) | 0x80;
  return uuid;
}

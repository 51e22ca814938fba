import { readToyAddress } from "../analysis/toy/toy-address.ts";
import { type ToyOptions, toyVersions } from "../analysis/toy/toy-options.ts";
import { RecentValues } from "../collections/recent-values.ts";
import { openBlobSource } from "../rootio/source/blob-source.ts";
import type { ByteSource } from "../rootio/source/byte-source.ts";
import { createMemorySink } from "../rootio/write/byte-sink.ts";
import { toyPlan } from "./toy-plan.ts";
import { writeToyFile } from "./write-toy-file.ts";

/** Files of one version have the same branches, whatever their options are. */
const made = new RecentValues<Promise<Uint8Array<ArrayBuffer>>>(toyVersions.length);

/**
 * The file of an address without its events, in memory: tree, branches and label are those of the whole one, and nothing is simulated.
 *
 * @throws {ToyAddressError} for an address that names nothing.
 */
export async function openToyOutline(address: string): Promise<ByteSource> {
  const { options } = readToyAddress(address);
  const bytes = await made.get(String(options.version), () => outlineOf(options));
  return openBlobSource(new Blob([bytes]), address);
}

async function outlineOf(options: ToyOptions): Promise<Uint8Array<ArrayBuffer>> {
  const file = { ...toyPlan(options).files[0]!, *chunks() {} };
  const sink = createMemorySink();
  await writeToyFile(file, options, sink);
  return Uint8Array.from(sink.bytes());
}

import { readToyAddress } from "../analysis/toy/toy-address.ts";
import { toyChannelPaths, toyChannels } from "../analysis/toy/toy-channels.ts";
import { type ToyOptions, toyVersions } from "../analysis/toy/toy-options.ts";
import { RecentValues } from "../collections/recent-values.ts";
import { openBlobSource } from "../rootio/source/blob-source.ts";
import type { ByteSource } from "../rootio/source/byte-source.ts";
import { createMemorySink } from "../rootio/write/byte-sink.ts";
import { toyFileAt } from "./toy-file-at.ts";
import { writeToyFile } from "./write-toy-file.ts";

/** Files of one version have the same branches, whatever their options are; so have those of a channel. */
const made = new RecentValues<Promise<Uint8Array<ArrayBuffer>>>(toyVersions.length + toyChannels.length);

/**
 * The file of an address without its events, in memory: tree, branches and label are those of the whole one, and nothing is simulated.
 *
 * @throws {ToyAddressError} for an address that names nothing.
 */
export async function openToyOutline(address: string): Promise<ByteSource> {
  const { path, options } = readToyAddress(address);
  const kind = toyChannelPaths.includes(path) ? path.split("/")[0]! : "";
  const bytes = await made.get(`${kind} ${options.version}`, () => outlineOf(path, options));
  return openBlobSource(new Blob([bytes]), address);
}

async function outlineOf(path: string, options: ToyOptions): Promise<Uint8Array<ArrayBuffer>> {
  const file = { ...toyFileAt(path, options), *chunks() {} };
  const sink = createMemorySink();
  await writeToyFile(file, options, sink);
  return Uint8Array.from(sink.bytes());
}

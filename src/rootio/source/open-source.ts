import { fileURLToPath } from "node:url";
import { LocationRefusedError } from "../errors.ts";
import type { ByteSource } from "./byte-source.ts";
import { openFileSource } from "./file-source.ts";
import type { HttpSourceOptions } from "./http-options.ts";
import { openHttpSource } from "./http-source.ts";
import { schemeOf, unsupportedScheme } from "./location.ts";

/** Local files need no options; these are for servers, except that `signal` ends any opening. */
export type SourceOptions = HttpSourceOptions;

/**
 * Opens a file by what its location looks like: `http(s)://…` on a server, `file:` URL or plain path on this machine.
 *
 * @throws {UnsupportedFormatError} for any other scheme; for `root://` of CERN it names the https form.
 * @throws {AppError} whatever opening the file or URL throws.
 */
export async function openSource(location: string, options: SourceOptions = {}): Promise<ByteSource> {
  const scheme = schemeOf(location);
  if (scheme === undefined) return openFileSource(location);
  if (scheme === "http" || scheme === "https") return openHttpSource(location, options);
  if (scheme === "file") return openFileSource(pathOf(location));
  throw unsupportedScheme(location, scheme);
}

function pathOf(fileUrl: string): string {
  try {
    return fileURLToPath(fileUrl);
  } catch (cause) {
    throw new LocationRefusedError("This file: URL names no local path", { file: fileUrl }, { cause });
  }
}

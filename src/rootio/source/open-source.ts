import { fileURLToPath, openFileSource } from "#runtime/local-files";
import { LocationRefusedError, UnsupportedFormatError } from "../errors.ts";
import type { ByteSource } from "./byte-source.ts";
import type { HttpSourceOptions } from "./http-options.ts";
import { openHttpSource } from "./http-source.ts";
import { madeScheme, schemeAdvice, schemeOf } from "./location.ts";

/** `signal` ends any opening; what else is inherited is for servers. */
export interface SourceOptions extends HttpSourceOptions {
  /** Local files are read only if they lie in one of these directories, after all symbolic links. Default: anywhere. */
  readonly within?: readonly string[];
  /** Makes the file of a `toy:` address, or finds it made: gives its path on this machine, or itself. Default: such addresses are refused. */
  readonly make?: (address: string, signal: AbortSignal | undefined) => Promise<string | ByteSource>;
  /** Opens a path, where files do not lie on a disk. Default: as a file of this machine. */
  readonly openPath?: (path: string) => Promise<ByteSource>;
}

/**
 * Opens a file by what its location looks like: `http(s)://…` on a server, `file:` URL or plain path on this machine, `toy:` for a file
 * that is made for the purpose.
 *
 * @throws {UnsupportedFormatError} for any other scheme; for `root://` of CERN it names the https form.
 * @throws {AppError} whatever opening the file or URL throws.
 */
export async function openSource(location: string, options: SourceOptions = {}): Promise<ByteSource> {
  const scheme = schemeOf(location);
  const { openPath } = options;
  if (scheme === undefined) return await (openPath?.(location) ?? openFileSource(location, options.within));
  if (scheme === "http" || scheme === "https") return openHttpSource(location, options);
  if (scheme === "file") return openFileSource(pathOf(location), options.within);
  if (scheme === madeScheme && options.make !== undefined) {
    const made = await options.make(location, options.signal);
    return typeof made === "string" ? openFileSource(made, undefined, location) : made;
  }
  throw new UnsupportedFormatError(schemeAdvice(location, scheme), { file: location });
}

function pathOf(fileUrl: string): string {
  try {
    return fileURLToPath(fileUrl);
  } catch (cause) {
    throw new LocationRefusedError("This file: URL names no local path", { file: fileUrl }, { cause });
  }
}

import type { Failure } from "../protocol/log-event.ts";
import { withoutSecrets } from "../protocol/documents/to-analysis-document.ts";
import type { FileIdentity } from "../protocol/work-item.ts";

/** One version of a file, and a place where it was read: of several the first in the alphabet, whatever came first. */
export interface FileVersion {
  readonly identity: FileIdentity;
  /** undefined: only a failure has told of it. */
  readonly source: string | undefined;
}

/** By identity. */
export type FileVersions = Map<string, FileVersion>;

/** More are not kept: those that come first in order, whichever were told first. */
const mostVersions = 8;

/** @returns whether anything changed */
export function noteVersion(versions: FileVersions, identity: FileIdentity, source: string | undefined): boolean {
  const key = keyOf(identity);
  const known = versions.get(key);
  if (known !== undefined && (source === undefined || (known.source !== undefined && known.source <= source)))
    return false;
  versions.set(key, { identity, source });
  if (versions.size <= mostVersions) return true;
  const last = [...versions.keys()].reduce((a, b) => (a > b ? a : b));
  versions.delete(last);
  return last !== key;
}

/** Why a file of which the log shows several versions is not complete, whatever else is in. */
export function fileChanged(versions: FileVersions): Failure {
  const told = Array.from(versions)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([
        ,
        {
          identity: { uuid, size, entries },
          source,
        },
      ]) => {
        const from = source === undefined ? "known from a failure" : `read from ${withoutSecrets(source)}`;
        return `UUID ${uuid} (${size} bytes, ${entries} entries), ${from}`;
      },
    );
  const which =
    told.length < 2 ? "one version with different borders of its partitions" : `several versions: ${told.join("; ")}`;
  return {
    name: "FileChangedError",
    message:
      `The file changed while it was read, or places have different files under its name. The log has ${which}. ` +
      "Make the places agree, and run the analysis again under a new id, or remove it first",
    retry: "never",
    attempts: 1,
  };
}

function keyOf({ uuid, size, entries }: FileIdentity): string {
  return `${uuid}/${size}/${entries}`;
}

import type { WorkItem } from "../protocol/work-item.ts";
import { SourceNotFoundError } from "../rootio/errors.ts";
import { openBlobSource } from "../rootio/source/blob-source.ts";
import type { ByteSource } from "../rootio/source/byte-source.ts";

/** Where paths of specifications are looked for first. It is no folder: it says in messages what is meant. */
export const pickedFolder = "picked";

/**
 * An item on its way to an engine, with those of the files that it names (of events, of corrections) that were picked, by their paths in
 * the item. A browser passes on a file without its content.
 */
export type ItemWithFiles = WorkItem & { readonly picked?: ReadonlyMap<string, File> };

/** Files that somebody has picked, by their name alone: a browser does not tell in which folder they lie. */
export class PickedFiles {
  readonly #byName = new Map<string, File>();

  /** Of two files of the same name the one that was picked last counts. */
  add(files: readonly File[]): void {
    for (const file of files) this.#byName.set(file.name, file);
  }

  /** @param path as a specification names the file: its last part is looked for */
  find(path: string): File | undefined {
    return this.#byName.get(nameIn(path));
  }
}

/** The item as an engine gets it. */
export function withPicked(item: WorkItem, picked: PickedFiles): ItemWithFiles {
  const corrections = Object.values(item.recipe.corrections ?? {});
  const paths = [item.file.path, ...corrections.map(({ file }) => file)];
  const found = paths.map((path) => [path, picked.find(path)] as const);
  return { ...item, picked: new Map(found.filter((pair): pair is [string, File] => pair[1] !== undefined)) };
}

/** Opens what a path below `pickedFolder` names. @throws {SourceNotFoundError} if no such file was picked. */
export function openPicked(path: string, find: (path: string) => File | undefined): Promise<ByteSource> {
  const name = path.replace(`${pickedFolder}/`, "");
  const file = find(name);
  if (file !== undefined) return Promise.resolve(openBlobSource(file, name));
  return Promise.reject(
    new SourceNotFoundError("No file of this name was picked; pick it, and run what is missing", { file: name }),
  );
}

/** The last part of a path or URL. */
function nameIn(path: string): string {
  if (!URL.canParse(path)) return path.slice(path.lastIndexOf("/") + 1);
  const { pathname } = new URL(path);
  const name = pathname.slice(pathname.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    // No file has such a name; the address itself may be read.
    return name;
  }
}

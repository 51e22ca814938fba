import type { WorkItem } from "../protocol/work-item.ts";

/** An item on its way to an engine, with the file that it names, if that was picked. A browser passes on a file without its content. */
export type ItemWithFile = WorkItem & { readonly picked?: File | undefined };

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

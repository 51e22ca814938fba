import { isFileList } from "../analysis/file-pattern.ts";
import { fieldsIn, listIn } from "../analysis/loose-fields.ts";
import { formatPath } from "../analysis/spec-path.ts";

export interface ListedSpec {
  /** The document with the names of lists in place of the lists. */
  readonly spec: unknown;
  /** Where the user finds what a path of `spec` speaks of: the same path in the document, or a line of a list. */
  readonly placeOf: (path: string) => string;
}

/**
 * Puts the names of text files of names (`@names.txt`) into a specification: a name in each line, what begins with # is a comment. A name
 * may be a pattern, and not another list.
 *
 * @param document that is not checked yet
 * @param read gives the text of a list
 */
export async function withListedFiles(document: unknown, read: (list: string) => Promise<string>): Promise<ListedSpec> {
  const places = new Map<string, string>();
  const groups = await mapList(listIn(document, "groups"), (group, g) =>
    withField(group, "samples", async (samples) =>
      mapList(samples, (sample, s) =>
        withField(sample, "files", (files) => withNames(files, ["groups", g, "samples", s, "files"], places, read)),
      ),
    ),
  );
  const spec = Array.isArray(fieldsIn(document)?.["groups"]) ? { ...fieldsIn(document), groups } : document;
  return { spec, placeOf: (path) => places.get(path) ?? path };
}

async function withNames(
  files: readonly unknown[],
  path: readonly PropertyKey[],
  places: Map<string, string>,
  read: (list: string) => Promise<string>,
): Promise<unknown[]> {
  if (!files.some(isList)) return [...files];
  const all: unknown[] = [];
  const add = (name: unknown, place: string): void => {
    places.set(formatPath([...path, all.length]), place);
    all.push(name);
  };
  for (const [f, name] of files.entries()) {
    const own = formatPath([...path, f]);
    if (!isList(name)) {
      add(name, own);
      continue;
    }
    const list = name.slice(1);
    for (const [at, line] of (await read(list))
      .replace(/^\uFEFF/, "")
      .split(/\r\n|\r|\n/)
      .entries()) {
      const text = line.trim();
      if (text !== "" && !text.startsWith("#")) add(text, `${own}, ${list} line ${at + 1}`);
    }
  }
  return all;
}

function isList(name: unknown): name is string {
  return typeof name === "string" && isFileList(name);
}

async function mapList(
  list: readonly unknown[],
  change: (item: unknown, i: number) => Promise<unknown>,
): Promise<unknown[]> {
  const changed: unknown[] = [];
  for (const [i, item] of list.entries()) changed.push(await change(item, i));
  return changed;
}

/** The value with another list in a field; as it is, if it has no such list. */
async function withField(
  value: unknown,
  field: string,
  change: (list: readonly unknown[]) => Promise<unknown[]>,
): Promise<unknown> {
  const fields = fieldsIn(value);
  if (fields === undefined || !Array.isArray(fields[field])) return value;
  return { ...fields, [field]: await change(listIn(fields, field)) };
}

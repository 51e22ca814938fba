import { dirname, relative, resolve } from "node:path";
import { type Fields, fieldsIn, listIn } from "../analysis/loose-fields.ts";
import { SpecError, type SpecProblem } from "../analysis/spec-error.ts";

export interface MergedSpec {
  /** The document with what it includes, and without `include`. */
  readonly document: unknown;
  /** Where the user finds what a path of `document` speaks of: a place in a file that is included, or in the document as it is written. */
  readonly placeOf: (path: string) => string;
}

/** What a file that is included may hold. */
const maps = ["collections", "corrections"] as const;
const known: readonly string[] = ["include", "define", ...maps];
/** Far above what people keep apart. */
const mostFiles = 50;

/** A part of an included file: what it is, the file as messages call it, and its place there. */
interface Part {
  readonly value: unknown;
  readonly file: string;
  readonly path: string;
  readonly place: string;
}

/**
 * Puts definitions, collections and corrections of other files into a specification, in front of its own. A file is named relative to the
 * one that includes it, may include others, and counts once however often it is named.
 *
 * @param file where the document came from
 * @param read gives the document in a file. @throws {UsageError} if there is none
 * @param lineOf the line at which a place stands in a file that was read, if that is known
 * @throws {SpecError} for circles, for names that stand in two files, and for anything else in an included file
 */
export async function withIncludes(
  document: unknown,
  file: string,
  read: (path: string) => Promise<unknown>,
  lineOf: (path: string, place: string) => number | undefined = () => undefined,
): Promise<MergedSpec> {
  const spec = fieldsIn(document);
  if (spec?.["include"] === undefined) return { document, placeOf: (path) => path };
  const { include: _, ...own } = spec;
  const folder = dirname(resolve(file));
  const problems: SpecProblem[] = [];
  const define: Part[] = [];
  const named = { collections: new Map<string, Part>(), corrections: new Map<string, Part>() };
  const done = new Set<string>();
  const shown = (path: string): string => relative(folder, path);

  const take = (fields: Fields, path: string): void => {
    for (const key of Object.keys(fields).filter((key) => !known.includes(key)))
      problems.push({
        path: "include",
        message: `${shown(path)} has the field "${key}"; expected ${known.join(", ")}`,
      });
    for (const [i, value] of listIn(fields, "define").entries())
      define.push({ value, file: shown(path), path, place: `define[${i}]` });
    for (const map of maps)
      for (const [name, value] of Object.entries(fieldsIn(fields[map]) ?? {})) {
        const before = named[map].get(name);
        if (before === undefined) named[map].set(name, { value, file: shown(path), path, place: `${map}.${name}` });
        else problems.push({ path: "include", message: twice(`${map}.${name}`, before.file, shown(path)) });
      }
  };
  const visit = async (from: Fields, path: string, above: readonly string[]): Promise<void> => {
    const names = from["include"];
    if (names !== undefined && !(Array.isArray(names) && names.every((name) => typeof name === "string"))) {
      problems.push({ path: "include", message: `expected a list of names of files in ${shown(path)}` });
      return;
    }
    for (const name of (names ?? []) as readonly string[]) {
      const next = resolve(dirname(path), name);
      const circle = [...above, path].indexOf(next);
      if (circle !== -1)
        problems.push({
          path: "include",
          message: `files include each other in a circle: ${[...above, path, next].slice(circle).map(shown).join(" → ")}`,
        });
      if (circle !== -1 || done.has(next)) continue;
      done.add(next);
      if (done.size > mostFiles)
        throw new SpecError([{ path: "include", message: `more than ${mostFiles} files` }], file);
      const found = fieldsIn(await read(next));
      if (found === undefined) {
        problems.push({ path: "include", message: `${shown(next)} is no object with ${known.join(", ")}` });
        continue;
      }
      await visit(found, next, [...above, path]);
      take(found, next);
    }
  };
  await visit(spec, resolve(file), []);

  const ownDefine = listIn(own, "define");
  const defined = new Map<unknown, string>();
  for (const { value, file: at } of [...define, ...ownDefine.map((value) => ({ value, file: shown(resolve(file)) }))]) {
    const name = fieldsIn(value)?.["name"];
    // That it has none is told as ever.
    if (typeof name !== "string") continue;
    const before = defined.get(name);
    // Twice in one file is told as ever.
    if (before !== undefined && before !== at)
      problems.push({ path: "include", message: twice(`the definition ${name}`, before, at) });
    defined.set(name, at);
  }
  for (const map of maps)
    for (const name of Object.keys(fieldsIn(own[map]) ?? {})) {
      const before = named[map].get(name);
      if (before !== undefined)
        problems.push({ path: "include", message: twice(`${map}.${name}`, before.file, shown(resolve(file))) });
    }
  if (problems.length > 0) throw new SpecError(problems, file);

  const merged = maps.flatMap((map) => {
    const values = [...named[map]].map(([name, { value }]) => [name, value] as const);
    return values.length === 0 ? [] : [[map, { ...Object.fromEntries(values), ...fieldsIn(own[map]) }] as const];
  });
  const all = define.length === 0 ? {} : { define: [...define.map(({ value }) => value), ...ownDefine] };
  return { document: { ...own, ...Object.fromEntries(merged), ...all }, placeOf };

  function placeOf(path: string): string {
    const [start = "", index, map, name] = /^define\[(\d+)\]|^(collections|corrections)\.([^.[]+)/.exec(path) ?? [];
    const position = Number(index);
    const ofMap = map === "collections" || map === "corrections" ? named[map].get(name ?? "") : undefined;
    const part = index === undefined ? ofMap : define[position];
    const rest = path.slice(start.length);
    if (part !== undefined) {
      const line = lineOf(part.path, `${part.place}${rest}`);
      return `${part.file}${line === undefined ? "" : ` line ${line}`}: ${part.place}${rest}`;
    }
    return index === undefined ? path : `define[${position - define.length}]${rest}`;
  }
}

function twice(what: string, first: string, second: string): string {
  return `${what} stands in ${first} and in ${second}; leave it out in one of them, or call it otherwise`;
}

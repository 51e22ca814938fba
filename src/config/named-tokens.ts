import { personNameExpectation, toPersonName } from "../protocol/person-name.ts";
import { accessToken, isAccessToken, type ValueType } from "./value-types.ts";

/** A token of one person, or of one group of people. */
export interface NamedToken {
  readonly name: string;
  readonly token: string;
  /** All that is started with it is done while little else waits. */
  readonly priority?: "batch";
}

/**
 * Several `NAME=TOKEN` or `NAME:batch=TOKEN`, with commas or line ends between them: one line of a compose file, or a file with a line each.
 * Neither name nor token may come twice, since a token is to be one person, and a name one way to be counted.
 */
export const namedTokenList: ValueType<readonly NamedToken[]> = {
  expectation:
    "entries NAME=TOKEN or NAME:batch=TOKEN with commas or line ends between them: " +
    `${personNameExpectation}, comma, colon or "=", and ${accessToken.expectation} or comma`,
  parse: (text) => {
    const read = readEntries(text);
    return typeof read === "string" ? undefined : Object.freeze(read);
  },
  problemIn: (text) => {
    const read = readEntries(text);
    return typeof read === "string" ? read : undefined;
  },
  show: (tokens) =>
    tokens.map(({ name, priority }) => `${name}${priority === undefined ? "" : `:${priority}`}`).join(","),
};

/** @returns the entries, or what is wrong with the first that is; tokens are not shown, and of an entry without "=" nothing is */
function readEntries(text: string): NamedToken[] | string {
  const entries: NamedToken[] = [];
  const parts = text.split(/[,\n]/).map((part) => part.trim());
  for (const [i, part] of parts.entries()) {
    if (part === "") continue;
    const entry = readEntry(part);
    const where = `entry ${i + 1}`;
    if (typeof entry === "string") return `${where} ${entry}`;
    const { name, token } = entry;
    if (entries.some((other) => other.name === name))
      return `${where} has the name ${JSON.stringify(name)} a second time`;
    const twin = entries.find((other) => other.token === token);
    if (twin !== undefined) return `${where} (${name}) has the token of ${twin.name}`;
    entries.push(entry);
  }
  return entries.length === 0 ? "it has no entry" : entries;
}

function readEntry(part: string): NamedToken | string {
  const at = part.indexOf("=");
  if (at === -1) return 'has no "=" between name and token';
  const [before = "", word, ...more] = part.slice(0, at).split(":");
  const name = toPersonName(before);
  if (name === undefined) return `has no name that can be used before its "="`;
  const token = part.slice(at + 1).trim();
  if (!isAccessToken(token)) return `(${name}) has a token that is not ${accessToken.expectation}`;
  if (more.length > 0 || (word ?? "batch") !== "batch")
    return `(${name}) has something else than batch after its colon`;
  return { name, token, ...(word === undefined ? {} : { priority: "batch" }) };
}

import { utf8Length } from "./byte-writer.ts";
import { InvalidOutputError } from "./errors.ts";

const maxNameBytes = 1000;
/** The key holds it too, and tells its own length in 15 bits. */
const maxTitleBytes = 10_000;

/**
 * Checks the name of something in a directory: ROOT finds it by a path, and cuts that at "/" and ";".
 *
 * @throws {InvalidOutputError} for an empty or long name, or one that no path can lead to.
 */
export function checkName(name: string, what: string): void {
  if (name === "") throw new InvalidOutputError(`A ${what} needs a name`);
  const bad = /[/;]/.exec(name)?.[0];
  if (bad !== undefined)
    throw new InvalidOutputError(`The name of a ${what} cannot hold "${bad}": ${JSON.stringify(name)}`);
  checkText(name, what, "name", maxNameBytes);
}

/** The same for a branch, in whose name ROOT also reads brackets and colons. */
export function checkBranchName(name: string): void {
  checkName(name, "branch");
  const bad = /[[\]: ]/.exec(name)?.[0];
  if (bad !== undefined)
    throw new InvalidOutputError(`The name of a branch cannot hold "${bad}": ${JSON.stringify(name)}`);
}

/** The name of a file may be a whole path. */
export function checkFileName(name: string): void {
  if (name === "") throw new InvalidOutputError("A file needs a name");
  checkText(name, "file", "name", maxNameBytes);
}

/** @throws {InvalidOutputError} for more than 10,000 bytes, control characters other than a line break, or half a character. */
export function checkTitle(title: string, what: string): void {
  checkText(title, what, "title", maxTitleBytes);
}

function checkText(text: string, what: string, part: string, maxBytes: number): void {
  const length = utf8Length(text);
  if (length > maxBytes)
    throw new InvalidOutputError(
      `The ${part} of a ${what} has ${length} bytes, at most ${maxBytes} are allowed: ${text.slice(0, 40)}…`,
    );
  if (/(?!\n)[\p{Cc}\p{Cs}]/u.test(text))
    throw new InvalidOutputError(
      `The ${part} of a ${what} holds a control character or half of one: ${JSON.stringify(text)}`,
    );
}

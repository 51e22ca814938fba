import * as z from "zod";
import { nearestNames } from "../errors/nearest-names.ts";
import { hasEmptyLabel } from "../rootio/source/location.ts";
import { isPlainName } from "./file-name.ts";
import { specLimits } from "./spec-limits.ts";
import { readToyAddress, ToyAddressError } from "./toy/toy-address.ts";

/** The small field kinds that a specification is made of. */

/** An object that refuses fields it does not know, and names the known ones nearest to them. */
export function strictFields<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? // A document made to be wrong may have millions of unknown fields; the first ones get the full service.
          issue.keys.map((key, i) => (i < 50 ? unknownField(key, known) : "unknown field")).join("\n")
        : undefined,
  });
}

/** One line for one unknown field: the nearest known names, or all of them if none is near. */
export function unknownField(key: string, known: readonly string[]): string {
  const near = nearestNames(key, known);
  return near.length > 0
    ? `unknown field; nearest known: ${near.join(", ")}`
    : `unknown field; known: ${known.join(", ")}`;
}

/** A name that expressions can use. */
export const identifier = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, "a name starts with a letter and has only letters, digits and _ (at most 64)");

/** A name that tables, keys and addresses can use; never used inside an expression. */
export const slug = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/,
    "a name starts with a letter or digit and has only letters, digits and _ . - (at most 64)",
  );

/** Part of a broker subject, where a dot would start a new part. */
export const laneName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
    "a lane starts with a letter or digit and has only letters, digits, _ and - (at most 64)",
  );

/** One line of text for people. No control characters: labels are printed on terminals. */
export function text(maxCharacters: number = specLimits.labelCharacters) {
  return z
    .string()
    .max(maxCharacters)
    .regex(/^[^\p{Cc}]*$/u, "one line of text without control characters");
}

/** Marks and overrides that change the direction of text, separators that end a line, and halves of characters. */
const misleading = /[\p{Bidi_Control}\u2028\u2029\p{Cs}]/u;

/** The first character by which a text shows as something else than it is, as `U+202E`; undefined if there is none. */
export function directionCharacter(text: string): string | undefined {
  const code = misleading.exec(text)?.[0].codePointAt(0);
  return code === undefined ? undefined : `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** What is wrong with the host of an http(s) URL; undefined if nothing is, or it is none. */
export function hostProblem(name: string): string | undefined {
  if (isPlainName(name) || !/^https?:/i.test(name) || !URL.canParse(name)) return undefined;
  const { hostname } = new URL(name);
  return hasEmptyLabel(hostname) ? `the host "${hostname}" has an empty part; expected https://host/path` : undefined;
}

/** Text of several lines. */
export const longText = z
  .string()
  .max(specLimits.descriptionCharacters)
  .regex(/^(?:[^\p{Cc}]|[\n\r\t])*$/u, "text without control characters other than line breaks and tabs");

/** Numbers, branches and defined names put together. Its grammar is checked later, against the branches of the tree. */
export const expression = z.string().min(1).max(specLimits.expressionCharacters);

/** Where the events of a sample are: an http(s) URL, a path below each mirror folder and each base URL, or the address of a toy. */
export const fileName = z
  .string()
  .max(specLimits.fileCharacters)
  .superRefine((file, context) => {
    const problem = fileNameProblem(file);
    if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
  });

/** Where a file of corrections is: as of events, and never one that is made, nor several. */
export const correctionFile = fileName.refine((file) => !/^toy:|^[^:]*\*/i.test(file), {
  error: "expected an http(s) URL or the path of one file",
});

function fileNameProblem(file: string): string | undefined {
  if (isPlainName(file)) return undefined;
  if (file === "") return "must not be empty";
  if (/\p{Cc}/u.test(file)) return "a file name has no control characters";
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(file)?.[1]?.toLowerCase();
  if (scheme === "http" || scheme === "https")
    return URL.canParse(file) ? undefined : "not a valid URL; expected https://host/path";
  if (scheme === "toy") return toyProblem(file);
  if (scheme === "root") return "XRootD (root://) is not read; give the https:// address of the same file";
  if (scheme !== undefined)
    return `"${scheme}:" is not read; expected an http(s) URL or a path relative to the mirror folder`;
  if (file.startsWith("/") || file.includes("\\"))
    return 'expected an http(s) URL or a relative path with "/"; name the folder with --mirror';
  if (file.split("/").includes("..")) return 'a relative path must stay inside the mirror folder (no "..")';
  return undefined;
}

function toyProblem(address: string): string | undefined {
  try {
    readToyAddress(address);
    return undefined;
  } catch (error) {
    if (error instanceof ToyAddressError) return error.summary;
    throw error;
  }
}

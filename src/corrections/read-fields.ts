import type { z } from "zod";
import { type CorrectionProblem, mostProblems } from "./errors.ts";

/** Collects what is wrong with a file; it is over once there is enough to say. */
export class Problems {
  readonly found: CorrectionProblem[] = [];
  /** Name of the correction that is being read. */
  correction: string | undefined;

  get full(): boolean {
    return this.found.length >= mostProblems;
  }

  /** @returns null, for what could not be read */
  add(path: string, message: string): null {
    if (this.full) return null;
    const { correction } = this;
    this.found.push({ ...(correction !== undefined && { correction }), path, message });
    return null;
  }
}

/** The value as the schema has it; null if it does not fit, which `problems` then tells. */
export function readFields<T>(schema: z.ZodType<T>, value: unknown, path: string, problems: Problems): T | null {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    let place = path;
    let there = value;
    for (const part of issue.path) {
      place = typeof part === "number" ? `${place}[${part}]` : below(place, String(part));
      there = (there as Record<PropertyKey, unknown> | undefined)?.[part];
    }
    problems.add(place, messageOf(issue, there));
  }
  return null;
}

/** Path of a field. */
export function below(path: string, field: string): string {
  return path === "" ? field : `${path}.${field}`;
}

/** What a fault that zod found says, of the value there. */
export function messageOf(issue: z.core.$ZodIssue, value: unknown): string {
  const found = value === undefined ? "nothing" : describe(value);
  if (issue.code === "invalid_type") return `expected ${typeNames[issue.expected] ?? issue.expected}, found ${found}`;
  if (issue.code === "invalid_value")
    return `expected ${issue.values.map((each) => JSON.stringify(each)).join(" or ")}, found ${found}`;
  if (issue.code === "too_big") return `expected at most ${issue.maximum} ${unit(value)}, found ${size(value)}`;
  if (issue.code === "too_small") return `expected at least ${issue.minimum} ${unit(value)}, found ${size(value)}`;
  if (issue.code === "invalid_union") {
    // A discriminator that no form has.
    if (issue.errors.length === 0) return `there is no kind ${found} of this`;
    const forms = issue.errors.flatMap(([first]) =>
      first === undefined ? [] : messageOf(first, value).split(", found")[0]!,
    );
    return `${forms.join(", or ").replaceAll(", or expected", ", or")}, found ${found}`;
  }
  return issue.message;
}

const typeNames: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  array: "a list",
  object: "an object",
  nonoptional: "something",
};

/** What a message calls a value. */
export function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 60));
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

function unit(value: unknown): string {
  return typeof value === "string" ? "characters" : Array.isArray(value) ? "entries" : "";
}

function size(value: unknown): string {
  return typeof value === "string" || Array.isArray(value) ? String(value.length) : describe(value);
}

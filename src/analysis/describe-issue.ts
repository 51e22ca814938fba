import type { z } from "zod";
import { fieldsIn } from "./loose-fields.ts";
import type { SpecProblem } from "./spec-error.ts";
import { formatPath } from "./spec-path.ts";

/** What zod found, as a user reads it: the JSON path, what is expected, what is there. `document` is the value that was checked. */
export function describeIssue(issue: z.core.$ZodIssue, document: unknown): SpecProblem[] {
  if (issue.code === "unrecognized_keys") {
    const messages = issue.message.split("\n");
    return issue.keys.map((key, i) => ({
      path: formatPath([...issue.path, key]),
      message: messages[i] ?? issue.message,
    }));
  }
  const value = valueAt(document, issue.path);
  const within = issue.code === "invalid_union" ? nearestOption(issue.errors) : undefined;
  if (within !== undefined)
    return within.flatMap((inner) => describeIssue({ ...inner, path: [...issue.path, ...inner.path] }, document));
  return [{ path: formatPath(issue.path), message: value === undefined ? missing(issue) : messageOf(issue, value) }];
}

/** Of the forms that a value may have, the one of which it has the type: what is wrong then is told of that one. Undefined if it has none. */
function nearestOption(options: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  return options.find(
    (issues) => issues.length > 0 && issues.every(({ code, path }) => code !== "invalid_type" || path.length > 0),
  );
}

function missing(issue: z.core.$ZodIssue): string {
  const expected = expectationOf(issue);
  return expected === undefined ? issue.message : `missing; expected ${expected}`;
}

function messageOf(issue: z.core.$ZodIssue, value: unknown): string {
  const expected = expectationOf(issue);
  const found = describeValue(value);
  switch (issue.code) {
    case "invalid_format":
      return `${issue.format === "url" ? "expected an http(s) URL" : issue.message}; found ${found}`;
    case "invalid_key":
      return issue.issues[0]?.message ?? issue.message;
    case "too_big":
      return `expected ${expected ?? ""}, found ${sizeOf(issue.origin, value)}`;
    case "too_small":
      return value === "" ? "must not be empty" : `expected ${expected ?? ""}, found ${sizeOf(issue.origin, value)}`;
    case "invalid_value":
    case "invalid_union":
      return `expected ${expected ?? ""}, found ${found}`;
    case "invalid_type":
    case "invalid_element":
    case "not_multiple_of":
    case "unrecognized_keys":
    case "custom":
      return expected === undefined ? issue.message : `expected ${expected}, found ${found}`;
  }
}

/** What should be there, in words; undefined if the issue's own message says it. */
function expectationOf(issue: z.core.$ZodIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return typeNames[issue.expected] ?? issue.expected;
    case "too_big":
      return limitText(issue.origin, issue.inclusive === false ? "below" : "at most", issue.maximum);
    case "too_small":
      return limitText(issue.origin, issue.inclusive === false ? "above" : "at least", issue.minimum);
    case "invalid_value":
    case "invalid_union": {
      const options = optionsOf(issue).map((option) => JSON.stringify(option));
      if (options.length === 0 && issue.code === "invalid_union") return formsOf(issue.errors);
      return options.length === 1 ? options[0] : `one of ${options.join(", ")}`;
    }
    case "invalid_format":
    case "invalid_key":
    case "invalid_element":
    case "not_multiple_of":
    case "unrecognized_keys":
    case "custom":
      return undefined;
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

/** `a text or an object` */
function formsOf(options: readonly (readonly z.core.$ZodIssue[])[]): string {
  const forms = options.flatMap(([issue]) => (issue === undefined ? [] : (expectationOf(issue) ?? [])));
  return [...new Set(forms)].join(" or ");
}

function optionsOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === "invalid_value") return issue.values.map(String);
  // Unions with a discriminator list its values; zod's types do not say so.
  const options: unknown = "options" in issue ? issue.options : [];
  return Array.isArray(options) ? options.map(String) : [];
}

function limitText(origin: string, relation: string, limit: number | bigint): string {
  if (origin === "string") return `${relation} ${limit} characters`;
  if (origin === "array") return `${relation} ${limit} ${Number(limit) === 1 ? "entry" : "entries"}`;
  return `a number ${relation} ${limit}`;
}

function sizeOf(origin: string, value: unknown): string {
  if (origin === "string" && typeof value === "string") return String(value.length);
  if (origin === "array" && Array.isArray(value)) return String(value.length);
  return describeValue(value);
}

/** Short, and never deeper than the value itself: a document may be nested 10,000 deep. */
export function describeValue(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (typeof value === "number" && !Number.isFinite(value)) return "a number beyond the range of float64";
  if (typeof value === "object" && value !== null) return "an object";
  return String(value);
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  let value = document;
  for (const part of path) {
    if (Array.isArray(value) && typeof part === "number") value = value[part] as unknown;
    else value = fieldsIn(value)?.[String(part)];
  }
  return value;
}

import type { Context } from "hono";
import { HttpProblemError } from "../../http/problem.ts";

/** `?name=true`; false if it is absent. @throws {HttpProblemError} 400 for anything else. */
export function flagIn(c: Context, name: string): boolean {
  const text = c.req.query(name) ?? "false";
  if (text === "true" || text === "false") return text === "true";
  throw refused(name, "true or false", text);
}

/** `?name=7`; undefined if it is absent. @throws {HttpProblemError} 400 if it is no whole number in the range. */
export function wholeNumberIn(c: Context, name: string, least: number, most: number): number | undefined {
  const text = c.req.query(name);
  if (text === undefined) return undefined;
  const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw refused(name, `a whole number from ${least} to ${most}`, text);
}

function refused(name: string, expected: string, text: string): HttpProblemError {
  const message = `expected ${expected}, found ${JSON.stringify(text.slice(0, 40))}`;
  return new HttpProblemError({
    title: "Wrong parameter",
    status: 400,
    detail: `The query parameter ${name} is wrong: ${message}.`,
    errors: [{ path: `?${name}`, message }],
  });
}

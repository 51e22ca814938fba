import type { Context } from "hono";
import { HttpProblemError } from "../../http/problem.ts";
import { maxNameLength, personNameExpectation, toPersonName } from "../../protocol/person-name.ts";

/** One parameter of a request: what OpenAPI tells of it, and how it is read. */
export interface Parameter<Value = unknown> {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly description: string;
  readonly schema: {
    readonly type: string;
    readonly minimum?: number;
    readonly maxLength?: number;
    readonly enum?: readonly string[];
  };
  /** @throws {HttpProblemError} 400 if it is not as it should be. */
  readonly of: (c: Context) => Value;
}

export function pathParameter(name: string, description: string): Parameter<string> {
  return { name, in: "path", description, schema: { type: "string" }, of: (c) => c.req.param(name) ?? "" };
}

export function queryText(name: string, description: string): Parameter<string | undefined> {
  return { name, in: "query", description, schema: { type: "string" }, of: (c) => c.req.query(name) };
}

/** `?name=true`; false if it is absent. */
export function queryFlag(name: string, description: string): Parameter<boolean> {
  const of = (c: Context) => {
    const text = c.req.query(name) ?? "false";
    if (text === "true" || text === "false") return text === "true";
    throw wrongParameter(name, "true or false", text);
  };
  return { name, in: "query", description, schema: { type: "boolean" }, of };
}

/** One of some words, the first if it is absent. */
export function queryChoice<const Word extends string>(
  name: string,
  words: readonly [Word, ...Word[]],
  description: string,
): Parameter<Word> {
  const of = (c: Context) => {
    const text = c.req.query(name) ?? words[0];
    const word = words.find((each) => each === text);
    if (word === undefined) throw wrongParameter(name, words.join(" or "), text);
    return word;
  };
  return { name, in: "query", description, schema: { type: "string", enum: words }, of };
}

/** The name of a person; undefined if it is absent. */
export function queryName(name: string, description: string): Parameter<string | undefined> {
  const of = (c: Context) => {
    const text = c.req.query(name);
    const person = text === undefined ? undefined : toPersonName(text);
    if (text !== undefined && person === undefined) throw wrongParameter(name, personNameExpectation, text);
    return person;
  };
  return { name, in: "query", description, schema: { type: "string", maxLength: maxNameLength }, of };
}

/** How many items of a list are asked for. */
export function queryLimit(usual: number, most: number): Parameter<number> {
  const of = (c: Context) => {
    const text = c.req.query("limit");
    if (text === undefined) return usual;
    const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : NaN;
    if (value >= 1 && value <= most) return value;
    throw wrongParameter("limit", `a whole number from 1 to ${most}`, text);
  };
  const description = `At most so many, up to ${most}. Default ${usual}.`;
  return { name: "limit", in: "query", description, schema: { type: "integer", minimum: 1 }, of };
}

export const analysisId = pathParameter("id", "Id of the analysis.");
export const withSamples = queryFlag("samples", "true: also the histograms of each sample.");

/** @param expected what it should be, in words */
export function wrongParameter(name: string, expected: string, text: string): HttpProblemError {
  const message = `expected ${expected}, found ${JSON.stringify(text.slice(0, 40))}`;
  return new HttpProblemError({
    title: "Wrong parameter",
    status: 400,
    detail: `The query parameter ${name} is wrong: ${message}.`,
    errors: [{ path: `?${name}`, message }],
  });
}

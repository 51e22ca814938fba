import type { LogLine, LogValue } from "./log-line.ts";
import { AppError } from "../errors/app-error.ts";

/** Causes beyond this depth are cut off; a chain of errors can be a circle. */
const MAX_DEPTH = 5;

/** One JSON object: time, level, message, then the fields. A field cannot replace one of these three. */
export function renderJson({ time, level, message, fields }: LogLine): string {
  const object: Record<string, unknown> = { time: time.toISOString(), level, message };
  for (const [key, value] of Object.entries(fields))
    if (!Object.hasOwn(object, key)) object[key] = value instanceof Error ? asObject(value) : value;
  return JSON.stringify(object);
}

/** `2026-08-01T12:00:00.000Z WARN  message  key=value`, stacks indented on lines of their own. */
export function renderText({ time, level, message, fields }: LogLine): string {
  const plain: string[] = [];
  const stacks: string[] = [];
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (value instanceof Error) stacks.push(...asLines(value));
    else plain.push(`${key}=${asText(value)}`);
  }
  const head = `${time.toISOString()} ${level.toUpperCase().padEnd(5)} ${withoutControls(message)}`;
  return [plain.length === 0 ? head : `${head}  ${plain.join(" ")}`, ...stacks].join("\n");
}

function asObject(error: Error, depth = 0): object {
  const { name, message, stack } = error;
  return {
    name,
    message,
    ...(error instanceof AppError ? { retry: error.retry, where: error.where } : {}),
    stack,
    ...(error.cause === undefined || depth === MAX_DEPTH ? {} : { cause: inner(error.cause, depth) }),
    ...(error instanceof AggregateError && depth < MAX_DEPTH
      ? { errors: error.errors.map((one: unknown) => inner(one, depth)) }
      : {}),
  };
}

function inner(error: unknown, depth: number): object | string {
  return error instanceof Error ? asObject(error, depth + 1) : describe(error);
}

function asLines(error: Error, label = "", depth = 0): string[] {
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  // Not the head of the stack: it was written before the error had its name.
  const lines = [`${error.name}: ${error.message}`, ...frames].map((line) => `    ${withoutControls(line.trim())}`);
  lines[0] = `  ${label}${lines[0]!.trimStart()}`;
  if (depth === MAX_DEPTH) return lines;
  if (error.cause instanceof Error) lines.push(...asLines(error.cause, "caused by ", depth + 1));
  else if (error.cause !== undefined) lines.push(`  caused by ${withoutControls(describe(error.cause))}`);
  if (error instanceof AggregateError)
    for (const one of error.errors as unknown[])
      lines.push(
        ...(one instanceof Error
          ? asLines(one, "one of them: ", depth + 1)
          : [`  one of them: ${withoutControls(describe(one))}`]),
      );
  return lines;
}

/** What somebody threw instead of an error. */
function describe(thrown: unknown): string {
  return typeof thrown === "string" ? thrown : `a thrown ${Object.prototype.toString.call(thrown)}`;
}

function asText(value: Exclude<LogValue, undefined | Error>): string {
  return typeof value === "string" && !/^[\w./:@%+,-]+$/.test(value)
    ? withoutControls(JSON.stringify(value))
    : String(value);
}

/** What comes from outside (a file name, a server's answer) must not start a line of its own or steer the terminal. */
function withoutControls(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Bidi_Control}]/gu,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

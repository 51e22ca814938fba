import { describe, expect, it } from "vitest";
import { createLogger, type LoggerOptions } from "./logger.ts";
import { AppError } from "../errors/app-error.ts";

class DiskFullError extends AppError {
  readonly retry = "later";
}

function record(options: Partial<LoggerOptions>) {
  const lines: string[] = [];
  const logger = createLogger({
    level: "info",
    format: "json",
    write: (line) => lines.push(line),
    now: () => new Date("2026-08-01T12:00:00Z"),
    ...options,
  });
  return { lines, logger };
}

describe("createLogger", () => {
  it("writes one JSON object a line, fields after time, level and message", () => {
    const { lines, logger } = record({});
    logger.info("file planned", { sample: "Zee", partitions: 3, cached: true, nothing: undefined });
    expect(lines).toEqual([
      '{"time":"2026-08-01T12:00:00.000Z","level":"info","message":"file planned","sample":"Zee","partitions":3,"cached":true}\n',
    ]);
  });

  it("leaves out what is below its level", () => {
    const { lines, logger } = record({ level: "warn" });
    logger.debug("a");
    logger.info("b");
    logger.warn("c");
    logger.error("d");
    expect(lines.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual(["c", "d"]);
  });

  it("adds the fields of a child, which the line may overrule but never time, level or message", () => {
    const { lines, logger } = record({});
    logger.child({ analysis: "a1", attempt: 1 }).child({ lane: "zz" }).warn("again", { attempt: 2, level: "none" });
    expect(JSON.parse(lines[0]!)).toEqual({
      time: "2026-08-01T12:00:00.000Z",
      level: "warn",
      message: "again",
      analysis: "a1",
      lane: "zz",
      attempt: 2,
    });
  });

  it("writes an error with its place, stack and causes", () => {
    const { lines, logger } = record({});
    const error = new DiskFullError(
      "No space",
      { file: "x.root" },
      { cause: new AggregateError([new Error("inner"), "text"]) },
    );
    logger.error("failed", { error });
    expect(JSON.parse(lines[0]!)).toMatchObject({
      error: {
        name: "DiskFullError",
        message: "No space (file x.root)",
        retry: "later",
        where: { file: "x.root" },
        cause: { name: "AggregateError", errors: [{ name: "Error", message: "inner" }, "text"] },
      },
    });
  });

  it("ends a circle of causes", () => {
    for (const format of ["json", "text"] as const) {
      const { lines, logger } = record({ format });
      const error = new Error("snake");
      error.cause = error;
      logger.error("failed", { error });
      expect(lines[0]!.match(/snake/g)!.length).toBeLessThan(20);
    }
  });

  it("writes text for people, stacks indented below", () => {
    const { lines, logger } = record({ format: "text" });
    logger.warn("again", { sample: "Zee", path: "a b", attempt: 2 });
    logger.error("failed", { error: new DiskFullError("No space", {}, { cause: new Error("ENOSPC") }) });
    expect(lines[0]).toBe('2026-08-01T12:00:00.000Z WARN  again  sample=Zee path="a b" attempt=2\n');
    expect(lines[1]).toMatch(/^2026-08-01T12:00:00.000Z ERROR failed\n {2}DiskFullError: No space\n {4}at /);
    expect(lines[1]).toContain("\n  caused by Error: ENOSPC\n");
  });

  it("lets no control character of a message or a field reach the terminal", () => {
    const { lines, logger } = record({ format: "text" });
    logger.info("evil\n\u001b[31m\u009b", { file: "a\nb\u007f" });
    expect(lines[0]).toBe('2026-08-01T12:00:00.000Z INFO  evil\\u000a\\u001b[31m\\u009b  file="a\\nb\\u007f"\n');
  });
});

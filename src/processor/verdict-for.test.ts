import { describe, expect, it } from "vitest";
import { backoff, verdictFor, type RetryPolicy } from "./verdict-for.ts";
import { AppError } from "../errors/app-error.ts";

class NeverError extends AppError {
  readonly retry = "never";
}
class LaterError extends AppError {
  readonly retry = "later";
}

const policy: RetryPolicy = { maxDeliveries: 3, retryDelayMs: 100, maxRetryDelayMs: 1000 };
const never = new NeverError("No such branch", { file: "x.root" });
const later = new LaterError("Server away");

describe("verdictFor", () => {
  it("tries again what may succeed later, with pauses that double up to a limit", () => {
    expect(verdictFor(later, 1, policy)).toEqual({ verdict: { kind: "again", delayMs: 100 }, unforeseen: false });
    expect(verdictFor(later, 2, policy)).toEqual({ verdict: { kind: "again", delayMs: 200 }, unforeseen: false });
    expect([1, 2, 3, 4, 5, 6, 2000].map((attempt) => backoff(attempt, policy))).toEqual([
      100, 200, 400, 800, 1000, 1000, 1000,
    ]);
  });

  it("waits as long as the error says, if that is longer, but no longer than the longest pause", () => {
    const delayOf = (retryAfterMs: number) => {
      const away = new LaterError("Server away", {}, { retryAfterMs });
      return verdictFor(away, 1, policy).verdict;
    };
    expect(delayOf(99.5)).toEqual({ kind: "again", delayMs: 100 });
    expect(delayOf(300.5)).toEqual({ kind: "again", delayMs: 301 });
    expect(delayOf(5000)).toEqual({ kind: "again", delayMs: 1000 });
  });

  it.each([
    ["an error that says never, at once", never, 1, "NeverError", "never"],
    ["an error that says later, after the last try", later, 3, "LaterError", "later"],
    ["an error that says later, beyond the last try", later, 4, "LaterError", "later"],
  ])("gives up %s", (_, error, attempt, name, retry) => {
    const { verdict, failure, unforeseen } = verdictFor(error, attempt, policy);
    expect(failure).toEqual({ name, message: error.message, retry, attempts: attempt });
    expect(verdict).toEqual({ kind: "dead", reason: `${name}: ${error.message}` });
    expect(unforeseen).toBe(false);
  });

  it.each([
    ["an error of the language", new TypeError("x is undefined"), "TypeError: x is undefined"],
    ["a thrown text", "oops", "Error: thrown without an error: oops"],
    ["a thrown nothing", undefined, "Error: thrown without an error: [object Undefined]"],
    ["an empty AggregateError", new AggregateError([], "none"), "AggregateError: none"],
  ])("gives up %s at once, as unforeseen", (_, error, message) => {
    const { failure, unforeseen } = verdictFor(error, 1, policy);
    expect(failure).toEqual({ name: "UnforeseenError", message, retry: "never", attempts: 1 });
    expect(unforeseen).toBe(true);
  });

  it.each([
    ["all say later", new AggregateError([later, later]), undefined, false],
    ["one says never", new AggregateError([later, never]), "NeverError", false],
    ["one is unforeseen", new AggregateError([later, new Error("bug")]), "UnforeseenError", true],
    ["one says never and one is unforeseen", new AggregateError([new Error("bug"), never]), "NeverError", true],
    ["one deep inside says never", new AggregateError([new AggregateError([later, never])]), "NeverError", false],
    [
      "one hid another on release",
      Object.assign(new Error("hid"), { error: later, suppressed: never }),
      "NeverError",
      false,
    ],
  ])("of several errors, when %s, takes the one that decides", (_, error, name, unforeseen) => {
    const outcome = verdictFor(error, 1, policy);
    expect(outcome.failure?.name).toBe(name);
    expect(outcome.unforeseen).toBe(unforeseen);
    if (outcome.failure === undefined) expect(outcome.verdict.kind).toBe("again");
  });

  it("says how many errors there were", () => {
    expect(verdictFor(new AggregateError([later, never, later]), 1, policy).failure?.message).toBe(
      "No such branch (file x.root) (and 2 more)",
    );
  });

  it("ends on an error that contains itself", () => {
    const error = new AggregateError([]);
    error.errors.push(error);
    expect(verdictFor(error, 1, policy).failure?.name).toBe("UnforeseenError");
  });

  it("shortens a message of any length", () => {
    const { failure } = verdictFor(new NeverError("x".repeat(100_000)), 1, policy);
    expect(failure?.message).toHaveLength(2000);
    expect(failure?.message.endsWith("…")).toBe(true);
  });
});

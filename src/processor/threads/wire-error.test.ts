import { describe, expect, it } from "vitest";
import { fromWireError, toWireError } from "./wire-error.ts";
import { AppError } from "../../errors/app-error.ts";

class DiskFullError extends AppError {
  readonly retry = "later";
}

const roundTrip = (error: unknown) => fromWireError(structuredClone(toWireError(error)));

describe("an error that crosses a thread boundary", () => {
  it("keeps name, message, place, retry, stack and cause of an AppError, and stays one", () => {
    const error = new DiskFullError(
      "No space",
      { file: "x.root", entryStart: 0, entryStop: 9 },
      { cause: new Error("E1"), retryAfterMs: 7 },
    );
    const copy = roundTrip(error);
    expect(copy).toBeInstanceOf(AppError);
    expect(copy).toMatchObject({ name: "DiskFullError", retry: "later", where: error.where, summary: "No space" });
    expect((copy as AppError).retryAfterMs).toBe(7);
    expect(copy.message).toBe(error.message);
    expect(copy.stack).toBe(error.stack);
    expect(copy.cause).toMatchObject({ name: "Error", message: "E1" });
  });

  it("keeps an unforeseen error unforeseen", () => {
    const copy = roundTrip(new TypeError("x is undefined", { cause: "text" }));
    expect(copy).not.toBeInstanceOf(AppError);
    expect(copy).toMatchObject({ name: "TypeError", message: "x is undefined" });
    expect((copy.cause as Error).message).toBe("thrown without an error: text");
  });

  it("keeps each of several errors", () => {
    const copy = roundTrip(new AggregateError([new DiskFullError("No space"), new Error("b")], "both"));
    expect(copy).toBeInstanceOf(AggregateError);
    expect((copy as AggregateError).errors).toMatchObject([{ name: "DiskFullError" }, { message: "b" }]);
  });

  it.each([["text"], [undefined], [null], [{ toString: 1 }], [Object.create(null)]])(
    "takes anything thrown: %j",
    (thrown) => {
      expect(roundTrip(thrown).message).toMatch(/^thrown without an error: /);
    },
  );

  it("ends on a circle of causes", () => {
    const error = new Error("snake");
    error.cause = error;
    expect(roundTrip(error).message).toBe("snake");
  });
});

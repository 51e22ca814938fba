import { describe, expect, it } from "vitest";
import { HttpProblemError } from "../../http/problem.ts";
import { StreamSeats } from "./stream-seats.ts";

function statusOf(run: () => unknown): number {
  try {
    run();
  } catch (error) {
    if (error instanceof HttpProblemError) return error.problem.status;
    throw error;
  }
  return 200;
}

describe("StreamSeats", () => {
  it("gives each seat once, and takes it back once", () => {
    const seats = new StreamSeats({ total: 2, perClient: 2 });
    const first = seats.take("a");
    seats.take("a");
    expect(seats.taken).toBe(2);
    expect(statusOf(() => seats.take("b"))).toBe(503);
    first();
    first();
    expect(seats.taken).toBe(1);
    expect(statusOf(() => seats.take("b"))).toBe(200);
    expect(statusOf(() => seats.take("b"))).toBe(503);
  });

  it("gives one client no more than its own", () => {
    const seats = new StreamSeats({ total: 10, perClient: 1 });
    const back = seats.take("a");
    expect(statusOf(() => seats.take("a"))).toBe(429);
    expect(statusOf(() => seats.take("b"))).toBe(200);
    back();
    expect(statusOf(() => seats.take("a"))).toBe(200);
  });
});

import { describe, expect, it } from "vitest";
import { RecentValues } from "./recent-values.ts";

describe("RecentValues", () => {
  it("makes a value once, also one that is undefined", () => {
    const recent = new RecentValues<number | undefined>(2);
    let made = 0;
    const make = () => void made++;
    expect(recent.get("a", make)).toBeUndefined();
    recent.get("a", make);
    expect(made).toBe(1);
  });

  it("forgets what was asked for the longest time ago", () => {
    const recent = new RecentValues<string>(2);
    const made: string[] = [];
    const ask = (key: string) => recent.get(key, () => (made.push(key), key));
    for (const key of ["a", "b", "a", "c", "a", "b"]) expect(ask(key)).toBe(key);
    expect(made).toEqual(["a", "b", "c", "b"]);
  });

  it("keeps nothing of a value that cannot be made", () => {
    const recent = new RecentValues<string>(1);
    const fail = () => {
      throw new Error("no value");
    };
    expect(() => recent.get("a", fail)).toThrow("no value");
    expect(recent.get("a", () => "now")).toBe("now");
  });

  it("lets go of a value that is told, and of no other one under its key", () => {
    const recent = new RecentValues<object>(1);
    const [first, second] = [{}, {}];
    recent.get("a", () => first);
    recent.forget("a", second);
    expect(recent.get("a", () => second)).toBe(first);
    recent.forget("a", first);
    expect(recent.get("a", () => second)).toBe(second);
  });
});

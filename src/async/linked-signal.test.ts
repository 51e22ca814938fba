import { expect, it } from "vitest";
import { linkSignals } from "./linked-signal.ts";

it("aborts with the first of its sources and that one's reason, and with no other after it", () => {
  const [one, other] = [new AbortController(), new AbortController()];
  using link = linkSignals([one.signal, other.signal]);
  expect(link.signal.aborted).toBe(false);
  other.abort(new Error("first"));
  one.abort(new Error("second"));
  expect(link.signal.reason).toEqual(new Error("first"));
});

it("is aborted from the start if a source is", () => {
  using link = linkSignals([new AbortController().signal, AbortSignal.abort(new Error("before"))]);
  expect(link.signal.reason).toEqual(new Error("before"));
});

it("follows nothing any more once it is disposed", () => {
  const source = new AbortController();
  const link = linkSignals([source.signal]);
  link[Symbol.dispose]();
  source.abort();
  expect(link.signal.aborted).toBe(false);
});

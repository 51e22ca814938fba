import { expect } from "vitest";
import type { Clauses } from "./clause.ts";
import { decode, encode, type Stage } from "./stage.ts";
import { BodyTooLargeError, BrokerClosedError, InvalidNameError } from "../errors.ts";

const name = "a".repeat(64);

/** What the items of an analysis have in common. */
export const recipes = {
  "recipes of an analysis are removed up to a position, and later ones stay": async ({
    broker,
    analysis,
    otherAnalysis,
  }: Stage) => {
    expect(broker.capabilities.trimsLog).toBe(true);
    for (const name of ["first", "again"]) await broker.recipes.put({ analysis, name, body: encode(name) });
    await broker.recipes.put({ analysis: otherAnalysis, name: "first", body: encode("other") });
    const position = await broker.recipes.position();
    await broker.recipes.put({ analysis, name: "again", body: encode("again") });
    await broker.recipes.remove(analysis, position);
    expect(await broker.recipes.get({ analysis, name: "first" })).toBeUndefined();
    expect(decode((await broker.recipes.get({ analysis, name: "again" }))!)).toBe("again");
    expect(decode((await broker.recipes.get({ analysis: otherAnalysis, name: "first" }))!)).toBe("other");
  },

  "a recipe is read by its name on every connection, also on one that asked for it before it was there": async (
    stage: Stage,
  ) => {
    const { broker, analysis, otherAnalysis } = stage;
    const reader = await stage.connectAnother();
    expect(await reader.recipes.get({ analysis, name })).toBeUndefined();
    await broker.recipes.put({ analysis, name, body: encode("first") });
    await broker.recipes.put({ analysis, name: "other", body: encode("other") });
    for (const each of [reader, broker, await stage.connectAnother()]) {
      expect(decode((await each.recipes.get({ analysis, name }))!)).toBe("first");
      expect(decode((await each.recipes.get({ analysis, name: "other" }))!)).toBe("other");
      expect(await each.recipes.get({ analysis: otherAnalysis, name })).toBeUndefined();
    }
  },

  "a recipe that is stored again is the same": async (stage: Stage) => {
    const { broker, analysis } = stage;
    for (let i = 0; i < 3; i++) await broker.recipes.put({ analysis, name, body: encode("recipe") });
    expect(decode((await broker.recipes.get({ analysis, name }))!)).toBe("recipe");
  },

  "a recipe of 256 kB comes back as it was": async (stage: Stage) => {
    const body = Uint8Array.from({ length: 2 ** 18 }, (_, i) => (i * 2_654_435_761) >>> 24);
    await stage.broker.recipes.put({ analysis: stage.analysis, name, body });
    const read = await (await stage.connectAnother()).recipes.get({ analysis: stage.analysis, name });
    expect(Buffer.from(read!).equals(body)).toBe(true);
  },

  "a recipe that no broker could take is refused, and a closed connection says so": async (stage: Stage) => {
    const { analysis } = stage;
    const body = new Uint8Array(stage.broker.capabilities.maxBodyBytes + 1);
    await expect(stage.broker.recipes.put({ analysis, name, body })).rejects.toBeInstanceOf(BodyTooLargeError);
    await expect(stage.broker.recipes.get({ analysis, name: "a b" })).rejects.toBeInstanceOf(InvalidNameError);
    const closed = await stage.connectAnother();
    await closed[Symbol.asyncDispose]();
    await expect(closed.recipes.get({ analysis, name })).rejects.toBeInstanceOf(BrokerClosedError);
    await expect(closed.recipes.put({ analysis, name, body: encode("x") })).rejects.toBeInstanceOf(BrokerClosedError);
  },
} satisfies Clauses;

import { expect, it } from "vitest";
import { spec } from "../../test/support/fixture-log.ts";
import { prepareAnalysis } from "../analysis/prepared-analysis.ts";
import { decodeWorkItem, encodeWorkItem } from "../protocol/codec.ts";
import { withTokens } from "./lane-tokens.ts";
import { createLedger } from "./ledger.ts";
import { missingWork } from "./missing-work.ts";

const groups = spec.groups.map((group, i) => ({ ...group, lane: `lane${i}` }));
const prepared = await prepareAnalysis({ ...spec, groups });

it("the items of a lane have one token, those of another lane and of another start have others", () => {
  const start = () =>
    [...withTokens(missingWork(prepared, 1, createLedger(prepared.id)))].map(({ lane, item }) => {
      const { token = "" } = decodeWorkItem(encodeWorkItem(item));
      expect(token).toMatch(/^[0-9a-f]{32}$/);
      return { lane, token };
    });
  const [one, other] = [start(), start()];
  expect(new Set(one.map(({ lane, token }) => `${lane} ${token}`)).size).toBe(2);
  expect(new Set([...one, ...other].map(({ token }) => token)).size).toBe(4);
});

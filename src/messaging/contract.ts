import { describe, expect, it } from "vitest";
import type { Clause } from "./contract/clause.ts";
import { dead } from "./contract/dead.ts";
import { log } from "./contract/log.ts";
import { operations } from "./contract/operations.ts";
import { recipes } from "./contract/recipes.ts";
import { settlement } from "./contract/settlement.ts";
import { sharing } from "./contract/sharing.ts";
import { Stage, type CreateBroker } from "./contract/stage.ts";
import { storing } from "./contract/storing.ts";
import { turns } from "./contract/turns.ts";

const CLAUSES = { ...storing, ...sharing, ...turns, ...settlement, ...dead, ...operations, ...log, ...recipes };

export type ClauseTitle = keyof typeof CLAUSES;

/** Clauses that a broker cannot keep, each with the reason, which ends up in the title of its test. */
export type Exemptions = Partial<Readonly<Record<ClauseTitle, string>>>;

/**
 * Runs the whole contract of `port.ts` against one adapter. Every clause gets a broker of its own from `createBroker` and
 * uses lanes and analyses that nobody else uses, so the broker may be a shared server.
 */
export function describeBrokerContract(name: string, createBroker: CreateBroker, exemptions: Exemptions = {}): void {
  describe(`${name} keeps the contract of the broker port`, () => {
    for (const title of Object.keys(CLAUSES) as ClauseTitle[]) {
      const exemption = exemptions[title];
      if (exemption !== undefined) {
        it(`${name} is exempt from "${title}", because ${exemption}`, () => {
          expect(exemption.length).toBeGreaterThan(20);
        });
        continue;
      }
      const entry: Clause | Clause["test"] = CLAUSES[title];
      const { ackWaitMs, test }: Clause = typeof entry === "function" ? { test: entry } : entry;
      it(title, async () => {
        const stage = new Stage(await createBroker(ackWaitMs === undefined ? {} : { ackWaitMs }));
        try {
          await test(stage);
        } finally {
          await stage.close();
        }
      });
    }
  });
}

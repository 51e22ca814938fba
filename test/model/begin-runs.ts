import { processWorkItem } from "../../src/processor/process-work-item.ts";
import { deliveryOf } from "./actors.ts";
import { InventedTrees, sharedKernels } from "./invented-files.ts";
import type { Logs } from "./logs.ts";
import type { Messages } from "./messages.ts";
import type { Begin, Ending } from "./program.ts";
import type { Action, Scenario } from "./scenario.ts";
import { StagedRun } from "./staged-run.ts";
import type { Copy } from "./world.ts";

/** A processor takes an item: the real queue and the real processing, on files that are invented. */
export function beginItem(scenario: Scenario, messages: Messages, { item, deliveries }: Copy): Begin {
  const { analysis, actors, changeKey } = scenario;
  return async () => {
    const run = new StagedRun<Ending>(messages, analysis.id, changeKey);
    const caches = { trees: new InventedTrees(analysis.edges, run.askToOpen), kernels: sharedKernels };
    const queue = actors.queue(run.broker, (work, context) => processWorkItem(work, context, caches), scenario);
    const { body, lane, item: work } = messages.items[item]!;
    const delivery = deliveryOf({ body, lane, analysis: work.analysis, run: work.run }, deliveries, run.signal);
    await run.start(async () => {
      const verdict = await queue(delivery);
      return { verdict, words: verdict.kind };
    });
    return run;
  };
}

/** A plotter begins to do something, and knows so much of the log. @param series of what is random in it */
export function beginRequest(
  { analysis, actors, changeKey }: Scenario,
  messages: Messages,
  logs: Logs,
  action: Action,
  folded: readonly number[],
  series: number,
): Begin {
  return async () => {
    const run = new StagedRun<Ending>(messages, analysis.id, changeKey, series);
    const ledger = logs.ledgerOf(folded);
    await run.start(async () => {
      try {
        if (action === "post") return { words: await actors.post(run.broker, analysis.prepared, ledger) };
        return { words: await actors[action](run.broker, analysis.id, ledger) };
      } catch (error) {
        return { words: String(error) };
      }
    });
    return run;
  };
}

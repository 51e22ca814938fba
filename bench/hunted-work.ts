import { setTimeout as pause } from "node:timers/promises";
import { done, partitionOf, planned, spec } from "../test/support/fixture-log.ts";
import type { AnalysisSpec } from "../src/analysis/spec.ts";
import { createLogger } from "../src/logging/logger.ts";
import type { Broker } from "../src/messaging/port.ts";
import { runProcessor } from "../src/processor/run-processor.ts";

export const huntedLane = "default";
const edges = [0, 10, 20];
/** Of the four invented files of each analysis, with two partitions each. */
export const partsOfHunted = 8;
/** An item takes up to so long, so that processors run dry at moments of every kind. */
const longestItemMs = 4;

/** A small analysis of invented files, which nobody else has. */
export function huntedSpec(number: number): AnalysisSpec {
  return { ...spec, title: `Hunted ${number}` };
}

/** A processor's loop on invented files, until the signal aborts. */
export function consumeHunted(broker: Broker, signal: AbortSignal): Promise<void> {
  return runProcessor({
    broker,
    lanes: [huntedLane],
    concurrency: 2,
    maxDeliveries: 5,
    process: async (item, context) => {
      await pause(longestItemMs * Math.random());
      const { analysis } = item;
      const plan = { ...planned(item.sample.name, item.file.index, edges), analysis };
      if (item.kind === "partition") {
        await context.append({ ...done(plan, item.partition.index), analysis });
        return;
      }
      const { identity } = plan;
      for (let index = 1; index < edges.length - 1; index++)
        await context.publish({ ...item, kind: "partition", identity, partition: partitionOf(edges, index) });
      await context.append(plan);
      await context.append({ ...done(plan, 0), analysis });
    },
    signal,
    logger: createLogger({ level: "warn", format: "text", write: (line) => process.stderr.write(line) }),
  });
}

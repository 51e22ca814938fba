import { benchOptions } from "./options.ts";
import { runFacts, saveResults } from "./run-tables.ts";
import { runTask } from "./run-task.ts";
import { markdown } from "./series.ts";
import { median } from "./statistics.ts";
import type { Hunt } from "./tasks/hunt.ts";

/*
 * Whether an analysis is ever left waiting though processors are idle: very many small ones, one after the other, so that lanes run dry
 * and processors wait again and again. A stall that happens once in a thousand times is the slowest of them.
 *
 * Not a comparison: one run. On a busy machine the slowest is to be looked at; what is hunted takes as long as an item that is delivered
 * again, half a minute and more.
 */
const { analyses, minutes, only } = benchOptions({ rounds: 1 });
const share = { memory: 1, nats: 1, rabbitmq: 0.15 } as const;
const processors = [2, 3, 8];

const hunts: { readonly broker: string; readonly processors: number; readonly ms: Hunt }[] = [];
for (const [broker, part] of Object.entries(share).filter(([broker]) => (only ?? broker) === broker))
  for (const count of processors) {
    const ms = await runTask<Hunt>("hunt", [broker, count, Math.ceil(part * analyses), minutes], {
      limitMs: 60_000 * (minutes + 4),
    });
    hunts.push({ broker, processors: count, ms });
  }
if (hunts.length === 0) throw new Error(`--only takes one of ${Object.keys(share).join(", ")}`);

console.log("### Small analyses, four at once, one after the other\n");
const heads = ["broker", "processors", "analyses", "median, ms", "slowest of 100, ms", "slowest, ms", "over 5 s"];
const rows = hunts.map(({ broker, processors, ms }) => {
  const sorted = [...ms].sort((a, b) => a - b);
  const [late, last] = [sorted[Math.floor(0.99 * sorted.length)]!, sorted.at(-1)!];
  const slow = sorted.filter((one) => one > 5000).length;
  return [broker, ...[processors, sorted.length, median(sorted), late, last, slow].map((n) => n.toFixed(0))];
});
console.log(markdown(heads, rows));
const facts = runFacts();
console.log(`\n${facts.date.slice(0, 10)}, Node ${facts.node}, ${facts.machine}`);
if (only === undefined) saveResults("hunt", JSON.stringify({ ...facts, analyses, hunts }));

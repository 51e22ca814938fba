import { benchOptions } from "./options.ts";
import { runFacts, saveResults } from "./run-tables.ts";
import { runTask } from "./run-task.ts";
import { markdown } from "./series.ts";
import type { ManyEnded } from "./tasks/many-ended.ts";
import type { SoakStep } from "./tasks/soak.ts";

/*
 * Whether a plotter and its log stay small while analyses come and go, and how it starts on a log of many that have ended.
 *
 * Not a comparison: one run, with a line for each tenth of it.
 */
const { analyses, minutes } = benchOptions({ rounds: 1 });
const many = await runTask<readonly ManyEnded[]>("many-ended", [10_000], { limitMs: 600_000, flags: ["--expose-gc"] });
console.log("### A plotter starts on the log of 10,000 analyses that have ended, over NATS\n");
console.log(
  markdown(
    [
      "each of them",
      "records",
      "log, MB",
      "ready after, s",
      "CPU, s",
      "heap before, MB",
      "heap after, MB",
      "resident, MB",
    ],
    many.map(({ label, records, logMb, ms, cpuMs, heapBeforeMb, heapAfterMb, rssMb }) => [
      label,
      String(records),
      logMb.toFixed(1),
      (ms / 1000).toFixed(2),
      (cpuMs / 1000).toFixed(2),
      heapBeforeMb.toFixed(0),
      heapAfterMb.toFixed(0),
      rssMb.toFixed(0),
    ]),
  ),
);
const steps = await runTask<readonly SoakStep[]>("soak", [analyses, minutes], {
  limitMs: 60_000 * (minutes + 1),
  flags: ["--expose-gc"],
});
console.log(`\n### ${analyses} analyses started, ended and forgotten, over NATS\n`);
console.log(
  markdown(
    ["analyses so far", "s", "known", "heap, MB", "resident, MB", "log, records", "log, kB", "recipes, kB"],
    steps.map(({ started, seconds, known, heapMb, rssMb, records, logKb, recipesKb }) => [
      String(started),
      seconds.toFixed(0),
      String(known),
      heapMb.toFixed(1),
      rssMb.toFixed(0),
      String(records),
      logKb.toFixed(0),
      recipesKb.toFixed(0),
    ]),
  ),
);
const facts = runFacts();
console.log(`\n${facts.date.slice(0, 10)}, Node ${facts.node}, ${facts.machine}`);
saveResults("soak", JSON.stringify({ ...facts, analyses, many, steps }));

import type { FaultRun } from "./run-fault.ts";
import { smallSize, type SuiteSize } from "./suite-size.ts";

/** How a run went, for people; of one that failed also what is wrong, and the command that makes the same choices again. */
export function describeRun(run: FaultRun, size: SuiteSize): string {
  const { fault, broker, seed, lost, duplicated, hung, wrong, nextDeltaMs, lastDeltaMs, peakMb, seconds } = run;
  const recovery =
    nextDeltaMs === undefined || lastDeltaMs === undefined
      ? ""
      : `, next result after ${Math.round(nextDeltaMs)} ms, last after ${Math.round(lastDeltaMs)} ms`;
  const memory = `at most ${peakMb.plotter} MB (plotter) and ${peakMb.processor} MB (processor)`;
  const head = `${broker} ${fault}, seed ${seed}: ${seconds.toFixed(1)} s${recovery}, ${memory}`;
  if (wrong.length === 0) return `ok   ${head}`;
  const again = `npm run test:faults -- --fault ${fault} --broker ${broker} --seed ${seed}${size === smallSize ? " --small" : ""}`;
  const lines = [`lost ${lost}, duplicated ${duplicated}, hung ${hung}`, ...wrong, `again: ${again}`];
  return [`FAIL ${head}`, ...lines.flatMap((line) => line.split("\n")).map((line) => `     ${line}`)].join("\n");
}

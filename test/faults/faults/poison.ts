import { parseSpec } from "../../../src/analysis/parse-spec.ts";
import { status } from "../../support/misbehaving-server.ts";
import type { Dice } from "../dice.ts";
import type { Fault } from "../fault.ts";
import { preload } from "../preload-options.ts";
import type { FileServer } from "../file-server.ts";

const sample = "llll";
const crash = "takes-its-thread-along";

/** Bad files of one sample, beside its good ones: of each kind one. */
export const poisonFiles: Fault = {
  name: "poison",
  title: "bad files among good ones: truncated, garbage, damaged, gone, one that takes its thread along",
  deadLetters: 5,
  async happen(stage) {
    const { workload, dice } = stage;
    // Given up after the second try, as it would be after the fiftieth.
    const env = { ...preload({ FAULT_CRASH_AT: crash }), HZZ_MAX_DELIVERIES: "2" };
    await Promise.all([stage.startPlotter(), stage.startProcessor({ env }), stage.startProcessor({ env })]);
    const bad = badFiles(workload.files, workload.sampleFile, dice);
    const groups = workload.spec.groups.map((group) => ({
      ...group,
      samples: group.samples.map((one) => (one.name === sample ? { ...one, files: mix(one.files, bad, dice) } : one)),
    }));
    const expected = await workload.expected(workload.spec);
    const missing = bad.map((file) => ({ sample, file }));
    await stage.post(parseSpec({ ...workload.spec, groups }), { ...expected, status: "incomplete", missing });
  },
};

function badFiles(files: FileServer, good: Uint8Array, dice: Dice): string[] {
  const truncated = good.slice(0, Math.floor((good.length * dice.whole(5, 95)) / 100));
  const garbage = Uint8Array.from(good, () => dice.whole(0, 255));
  // In the middle, where the baskets are; often enough that one is hit which the analysis reads.
  const damaged = good.slice();
  for (let at = Math.floor(good.length / 5); at < (good.length * 3) / 5; at += dice.whole(50, 200))
    damaged[at]! ^= 0x55;
  return [
    files.serve("/truncated.root", truncated),
    files.serve("/garbage.root", garbage),
    files.serve("/damaged.root", damaged),
    files.misbehave("/gone.root", status(404)),
    files.serve(`/${crash}.root`, good),
  ];
}

/** The good ones keep their order, so that nothing else is different. */
function mix(good: readonly string[], bad: readonly string[], dice: Dice): string[] {
  const mixed = [...good];
  for (const file of bad) mixed.splice(dice.whole(0, mixed.length), 0, file);
  return mixed;
}

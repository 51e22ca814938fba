import type { Fault } from "./fault.ts";
import { judge } from "./judge.ts";
import type { Stage } from "./stage.ts";
import { HungError } from "./until.ts";

/** One run of a fault on a broker. */
export interface FaultRun {
  readonly fault: string;
  readonly broker: string;
  readonly seed: number;
  /** Entries that were not in at the end. */
  readonly lost: number;
  /** Entries that were in more than once. */
  readonly duplicated: number;
  readonly hung: boolean;
  /** Everything that is not as it must be, in words. */
  readonly wrong: readonly string[];
  /** From the end of the fault to the next partition that came in, and to the last; absent where a fault has no end. */
  readonly nextDeltaMs?: number;
  readonly lastDeltaMs?: number;
  readonly peakMb: { readonly plotter: number; readonly processor: number };
  readonly seconds: number;
}

/** Lets the fault happen, waits for the end and judges it. Never rejects: whatever goes wrong is in the result. */
export async function runFault(
  fault: Fault,
  open: () => Promise<Stage>,
  facts: Pick<FaultRun, "fault" | "broker" | "seed">,
): Promise<FaultRun> {
  const begun = performance.now();
  let [lost, duplicated, hung] = [0, 0, false];
  let wrong: readonly string[] = [];
  let stage: Stage | undefined;
  const note = (error: unknown) => {
    hung ||= error instanceof HungError;
    wrong = [...wrong, describe(error)];
  };
  try {
    stage = await open();
    await fault.happen(stage);
    ({ lost, duplicated, hung, wrong } = await judge(stage, fault, fault.miscounts?.includes(facts.broker) === true));
  } catch (error) {
    note(error);
    for (const { name, text } of stage?.services ?? []) wrong = [...wrong, `${name}: ${text().slice(-1500)}`];
  }
  const measured = stage === undefined ? { peakMb: { plotter: 0, processor: 0 } } : measure(stage);
  await stage?.end().catch(note);
  return { ...facts, lost, duplicated, hung, wrong, ...measured, seconds: (performance.now() - begun) / 1000 };
}

function measure({ services, posted, faultOverAt }: Stage): Pick<FaultRun, "nextDeltaMs" | "lastDeltaMs" | "peakMb"> {
  const most = (name: string) =>
    Math.max(0, ...services.filter((service) => service.name === name).map((service) => service.peakMb()));
  const peakMb = { plotter: most("plotter"), processor: most("processor") };
  if (faultOverAt === undefined) return { peakMb };
  const times = posted.flatMap(({ watch }) => watch.deltaTimes).filter((time) => time > faultOverAt);
  if (times.length === 0) return { peakMb };
  return { nextDeltaMs: Math.min(...times) - faultOverAt, lastDeltaMs: Math.max(...times) - faultOverAt, peakMb };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `, because of ${describe(error.cause)}`;
  return `${error instanceof HungError ? "hung: " : ""}${error.message}${cause}`;
}

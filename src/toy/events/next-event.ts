import { measure, type MeasuredEvent } from "../detector/measure.ts";
import { type ScaleFactors, scaleFactors } from "../detector/scale-factors.ts";
import { anyFlavour, type Process } from "../processes/truth-event.ts";
import type { RandomStream } from "../random/random-stream.ts";
import type { ToySample } from "./toy-sample.ts";

/** A selected event of a simulated sample. */
export interface SimulatedEvent {
  readonly event: MeasuredEvent;
  readonly factors: ScaleFactors;
}

/** Chance of one more thing that looks like a lepton: 5 of 832 events in data have five leptons. */
const extraLeptonChance = 0.006;

/** What makes the events of a sample. */
export type EventSource = Pick<ToySample, "parts" | "extraLepton" | "detector">;

/** The next event that the detector and the release's selection let through. */
export function nextEvent(sample: EventSource, random: RandomStream): SimulatedEvent {
  const process = processOf(sample, random);
  for (;;) {
    const truth = process(random);
    const measured = measure(
      random.chance(extraLeptonChance) ? withExtraLepton(truth, sample.extraLepton, random) : truth,
      sample.detector,
      random,
    );
    if (measured === undefined) continue;
    return { event: measured, factors: scaleFactors(measured.leptons, random) };
  }
}

function withExtraLepton(
  truth: ReturnType<Process>,
  extraLepton: EventSource["extraLepton"],
  random: RandomStream,
): ReturnType<Process> {
  const extra = extraLepton(anyFlavour(random), random.sign(), random);
  const { leptons, neutrinos, quarks, system } = truth;
  return { leptons: [...leptons, extra], neutrinos, quarks, system };
}

/** Chosen before anything is thrown away, so that the shares are those of the events in the file. */
function processOf({ parts }: EventSource, random: RandomStream): Process {
  if (parts.length === 1) return parts[0]!.process;
  let rest = random.uniform();
  for (const { share, process } of parts) if ((rest -= share) < 0) return process;
  return parts.at(-1)!.process;
}

/** Product of the four scale factors. */
export function productOf({ pileUp, electron, muon, leptonTrigger }: ScaleFactors): number {
  return pileUp * electron * muon * leptonTrigger;
}

import { release2020 } from "../analysis/catalogue.ts";
import { parseSpec } from "../analysis/parse-spec.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import type { RecordedEvent } from "./events/recorded-event.ts";
import { blocksOf, entriesAt, simulateBlock } from "./events/simulation.ts";
import { normalisation, type ToySample, toySamplesOf } from "./events/toy-sample.ts";
import { type ToyOptions, toyOptions } from "../analysis/toy/toy-options.ts";
import { strengthOf } from "./sealed-strength.ts";
import { type ToyFile, toyFile } from "./toy-plan.ts";
import { toySpec } from "./toy-spec.ts";

/** Where the weighted data stand, below the folder of the toy. */
const path = "Closure/weighted_data.4lep.root";
const name = "weighted_data";

/**
 * Data without fluctuation, exactly: all simulated events in one file, each with the number of events that it stands for as its weight, the signal
 * times mu. As data have no weights, the analysis reads it as a simulated sample without a cross section, see `closureSpec`; in every bin it
 * finds mu · signal + background, but for the rounding of weights to float32.
 *
 * @throws {ToyOptionError} if an option cannot be.
 */
export function closureFile(options: Partial<ToyOptions> = {}): ToyFile {
  const { version, seed, scale, ...checked } = toyOptions(options);
  const mu = strengthOf(checked.mu);
  const samples = toySamplesOf(version);
  const pieces = samples.flatMap((sample) => {
    const entries = entriesAt(sample, scale);
    return Array.from({ length: blocksOf(entries) }, (_, block) => ({ sample, entries, block }));
  });
  return toyFile({
    path,
    sample: name,
    blocks: pieces.length,
    entries: () => samples.reduce((sum, sample) => sum + entriesAt(sample, scale), 0),
    block(index) {
      const { sample, entries, block } = pieces[index]!;
      return simulateBlock({ sample, seed, entries }, block).map((event) => weighted(event, sample, mu));
    },
  });
}

function weighted(event: RecordedEvent, sample: ToySample, mu: number): RecordedEvent {
  const { simulation } = event;
  if (simulation === undefined) return event;
  const strength = sample.isSignal ? mu : 1;
  // The preset multiplies a sample without cross section with the luminosity alone, in pb⁻¹.
  const luminosityInvPb = release2020.luminosityInvFb * 1000;
  const generatorWeight = (strength * normalisation(sample) * simulation.generatorWeight) / luminosityInvPb;
  return { ...event, simulation: { ...simulation, generatorWeight } };
}

/** The toy's analysis with the weighted data as one more group, `weighted_data`. For tests: on its plot the stack is twice as high. */
export function closureSpec(options: Partial<ToyOptions> = {}): AnalysisSpec {
  const spec = toySpec(options);
  return parseSpec({
    ...spec,
    title: `${spec.title}, closure`,
    groups: [
      ...spec.groups,
      {
        name,
        label: "Weighted data",
        color: "#888888",
        kind: "background",
        samples: [{ name, label: "all processes, weighted", files: [path] }],
      },
    ],
  });
}

import { EvaluatedSample } from "./evaluated-sample.ts";
import type { Model, ModelData } from "./model.ts";

/** Expected events of one sample in the bins of its channel. */
export interface SampleYields {
  readonly channel: string;
  readonly sample: string;
  readonly yields: Float64Array;
}

/** What each sample expects. @param x values of all parameters, in their order */
export function sampleYields(model: Model, x: ArrayLike<number>): SampleYields[] {
  return model.channels.flatMap((channel) =>
    channel.samples.map((sample) => {
      const at = new EvaluatedSample(model, channel, sample);
      at.evaluate(x);
      const yields = Float64Array.from(at.base);
      for (let b = 0; b < yields.length; b++) yields[b]! *= at.product;
      return { channel: channel.name, sample: sample.name, yields };
    }),
  );
}

/**
 * The data that a model expects, also of the auxiliary measurements: an Asimov data set.
 *
 * @param x values of all parameters, in their order
 */
export function expectedData(model: Model, x: ArrayLike<number>): ModelData {
  const bins = new Float64Array(model.bins);
  const all = sampleYields(model, x);
  let next = 0;
  for (const { start, samples } of model.channels)
    for (const { yields } of all.slice(next, (next += samples.length)))
      for (const [b, each] of yields.entries()) bins[start + b]! += each;
  const auxiliary = model.parameters.flatMap(({ constraint }, i) =>
    constraint === undefined ? [] : [constraint.kind === "normal" ? x[i]! : constraint.factor * x[i]!],
  );
  return { bins, auxiliary: Float64Array.from(auxiliary) };
}

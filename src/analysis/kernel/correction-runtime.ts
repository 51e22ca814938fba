import type { CompiledCorrection } from "../../corrections/compile-correction.ts";

/** What the code of one compiled correction works with. */
export interface CorrectionRuntime extends Pick<CompiledCorrection, "tools"> {
  /** The number that stands for a text. */
  readonly codeOf: (text: string) => number;
  /** Its inputs, and its result. */
  readonly values: Float64Array;
}

export function correctionRuntime({ tools, inputs, codeOf }: CompiledCorrection): CorrectionRuntime {
  return { tools, codeOf, values: new Float64Array(inputs.length + 1) };
}

/** Declarations of compiled corrections, outside of the function that runs for every event. */
export function correctionConstants(corrections: readonly CompiledCorrection[]): string[] {
  return corrections.flatMap(({ code }, n) => [
    `const { values: ca${n}, codeOf: cc${n} } = runtime.corrections[${n}];`,
    `const cr${n} = ((tools) => {`,
    code,
    `})(runtime.corrections[${n}].tools);`,
  ]);
}

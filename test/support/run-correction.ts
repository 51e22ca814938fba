import { compileCorrection, type RunCorrection } from "../../src/corrections/compile-correction.ts";
import type { Correction } from "../../src/corrections/correction-tree.ts";
import { NoCorrection } from "./correction-interpreter.ts";

/** A compiled correction as a function of its inputs. @param texts inputs whose text is given when it is compiled */
export function runnable(
  correction: Correction,
  texts: Readonly<Record<string, string>> = {},
): ((values: readonly (number | string)[]) => number) & { readonly messages: string[] } {
  const compiled = compileCorrection(correction, texts);
  const run = (Reflect.construct(Function, ["tools", compiled.code]) as (tools: unknown) => RunCorrection)(
    compiled.tools,
  );
  const array = new Float64Array(compiled.inputs.length + 1);
  const messages: string[] = [];
  const call = (values: readonly (number | string)[]): number => {
    let count = 0;
    for (const [i, input] of correction.inputs.entries()) {
      if (!compiled.inputs.includes(input)) continue;
      const value = values[i]!;
      array[count++] = typeof value === "string" ? compiled.codeOf(value) : value;
    }
    const failure = run(array);
    if (failure < 0) return array[0]!;
    messages.push(compiled.describe(failure, array[0]!));
    throw new NoCorrection(compiled.failures[failure]!.kind);
  };
  return Object.assign(call, { messages });
}

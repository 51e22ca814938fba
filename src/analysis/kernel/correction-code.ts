import type { CheckedCorrection, CheckedNode } from "../expression/checked-tree.ts";
import { elementwise } from "./list-code.ts";
import type { Program } from "./program.ts";
import { atomOf, scalar, type Value } from "./value.ts";

/** Writes the call of a correction for each element of its lists, or once. */
export function correctionValue(
  program: Program,
  node: CheckedNode & CheckedCorrection,
  write: (program: Program, node: CheckedNode) => Value,
): Value {
  const { code } = program;
  const compiled = node.callable.compile(node.texts);
  const n = program.correction(compiled);
  const { inputs } = compiled;
  const one = (elements: readonly Value[]): Value => {
    const atoms = elements.map(atomOf);
    const texts = atoms.filter((_, i) => inputs[i]!.type === "string");
    for (const [i, atom] of atoms.entries())
      code.line(`ca${n}[${i}] = ${inputs[i]!.type === "string" ? `cc${n}(${atom})` : atom};`);
    const failure = code.constant(`cr${n}(ca${n})`);
    const site = program.failures.noCorrection(node, compiled);
    code.line(`if (${failure} >= 0) ${program.fail(site, failure, `ca${n}[0]`, texts)}`);
    return scalar(code.constant(`ca${n}[0]`));
  };
  const values = node.arguments.map((part) => write(program, part));
  return elementwise(code, values, one, (a, b) => program.fail(program.failures.unlikeLengths(node), a, b));
}

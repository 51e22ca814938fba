import type { Where } from "../errors/app-error.ts";
import { type GenericFormula, type NodeBudget, NodeChecker } from "./check-nodes.ts";
import type {
  CompoundCorrection,
  Correction,
  CorrectionInput,
  CorrectionSet,
  SimpleCorrection,
} from "./correction-tree.ts";
import { CorrectionFileError, CorrectionMissingError } from "./errors.ts";
import { correctionLimits } from "./limits.ts";
import { compoundSchema, correctionSchema, fileSchema } from "./node-schema.ts";
import { describe, Problems, readFields } from "./read-fields.ts";
import { checkSize } from "./text-size.ts";

/**
 * Reads correctionlib JSON of schema version 2.
 *
 * @param where the file, for messages
 * @throws {CorrectionFileError} if it is something else; tells up to 20 faults, with the correction and the JSON path.
 */
export function parseCorrections(text: string, where: Where = {}): CorrectionSet {
  const problems = new Problems();
  const set = readSet(readJson(text, where), problems);
  if (problems.found.length > 0) throw new CorrectionFileError(problems.found, where);
  return set;
}

function readJson(text: string, where: Where): unknown {
  const tooMuch = checkSize(text);
  if (tooMuch !== undefined) throw new CorrectionFileError([{ path: "", message: tooMuch }], where);
  try {
    return JSON.parse(withoutInfinities(text));
  } catch (cause) {
    const message = `expected JSON: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new CorrectionFileError([{ path: "", message }], where, { cause });
  }
}

/** Older files hold `Infinity`, which is no JSON, where newer ones hold "inf". */
function withoutInfinities(text: string): string {
  if (!text.includes("Infinity")) return text;
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|(-?)\bInfinity\b/g, (token, sign: string | undefined) =>
    sign === undefined ? token : `"${sign}inf"`,
  );
}

function readSet(document: unknown, problems: Problems): CorrectionSet {
  const set = new Map<string, Correction>();
  const simple = new Map<string, SimpleCorrection>();
  const file = readFields(fileSchema, document, "", problems);
  const budget: NodeBudget = { nodes: correctionLimits.nodes };
  const keep = (correction: Correction | null, path: string): void => {
    if (correction === null) return;
    if (set.has(correction.name)) problems.add(`${path}.name`, "another correction has this name already");
    set.set(correction.name, correction);
    if (correction.kind === "simple") simple.set(correction.name, correction);
  };
  for (const [i, value] of (file?.corrections ?? []).entries()) {
    problems.correction = nameOf(value);
    keep(readCorrection(value, `corrections[${i}]`, problems, budget), `corrections[${i}]`);
  }
  for (const [i, value] of (file?.compound_corrections ?? []).entries()) {
    problems.correction = nameOf(value);
    keep(readCompound(value, `compound_corrections[${i}]`, problems, simple), `compound_corrections[${i}]`);
  }
  return set;
}

function nameOf(value: unknown): string | undefined {
  const name = typeof value === "object" && value !== null && "name" in value ? value.name : undefined;
  return typeof name === "string" ? name.slice(0, 100) : undefined;
}

function readCorrection(value: unknown, path: string, problems: Problems, budget: NodeBudget): SimpleCorrection | null {
  const fields = readFields(correctionSchema, value, path, problems);
  if (fields === null || !hasUniqueInputs(fields.inputs, path, problems)) return null;
  const { name, version, inputs } = fields;
  const checker = new NodeChecker(inputs, problems, budget);
  checker.generic = (fields.generic_formulas ?? []).map((each, i): GenericFormula | null =>
    checker.genericFormula(each, `${path}.generic_formulas[${i}]`),
  );
  const data = checker.node(fields.data, `${path}.data`);
  return { kind: "simple", name, version, description: fields.description ?? "", inputs, data };
}

function hasUniqueInputs(inputs: readonly CorrectionInput[], path: string, problems: Problems): boolean {
  const twice = inputs.findIndex(({ name }, i) => inputs.findIndex((other) => other.name === name) < i);
  if (twice < 0) return true;
  problems.add(`${path}.inputs[${twice}].name`, `another input is called ${describe(inputs[twice]!.name)} already`);
  return false;
}

function readCompound(
  value: unknown,
  path: string,
  problems: Problems,
  corrections: ReadonlyMap<string, SimpleCorrection>,
): CompoundCorrection | null {
  const fields = readFields(compoundSchema, value, path, problems);
  if (fields === null || !hasUniqueInputs(fields.inputs, path, problems)) return null;
  const { name, inputs } = fields;
  const find = (wanted: string, type: string, place: string): number => {
    const at = inputs.findIndex((input) => input.name === wanted);
    if (at < 0) problems.add(place, `there is no input ${describe(wanted)} of the compound correction`);
    else if (inputs[at]!.type !== type)
      problems.add(place, `expected ${describe(wanted)} to be ${type}, found an input of type ${inputs[at]!.type}`);
    return at;
  };
  const updates = fields.inputs_update.map((each, i) => find(each, "real", `${path}.inputs_update[${i}]`));
  const steps = fields.stack.flatMap((each, i) => {
    const place = `${path}.stack[${i}]`;
    const correction = corrections.get(each);
    if (correction !== undefined)
      return [{ correction, inputs: correction.inputs.map((input) => find(input.name, input.type, place)) }];
    problems.add(place, `there is no correction ${describe(each)} in this file`);
    return [];
  });
  return {
    kind: "compound",
    name,
    description: fields.description ?? "",
    inputs,
    updates,
    inputOperation: fields.input_op,
    outputOperation: fields.output_op,
    steps,
  };
}

/**
 * One correction of a file.
 *
 * @throws {CorrectionMissingError} with the nearest names.
 */
export function correctionIn(set: CorrectionSet, name: string, file: string): Correction {
  const correction = set.get(name);
  if (correction === undefined) throw new CorrectionMissingError(name, set.keys(), { file });
  return correction;
}

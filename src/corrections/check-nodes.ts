import type { z } from "zod";
import type { BinAxis, CorrectionInput, CorrectionNode, Formula } from "./correction-tree.ts";
import { FormulaFault, type FormulaNode, parseFormula } from "./formula.ts";
import { correctionLimits } from "./limits.ts";
import { categoryItemSchema, edgesSchema, nodeSchemas, type NodeType, uniformSchema } from "./node-schema.ts";
import { below, describe, type Problems, readFields } from "./read-fields.ts";

type Fields<Type extends NodeType> = z.output<(typeof nodeSchemas)[Type]>;

/** A formula that parameters are given to where it is used. */
export type GenericFormula = Pick<Formula, "expression" | "variables">;

/** Shared by all corrections of a file. */
export interface NodeBudget {
  nodes: number;
}

/** Checks the nodes of one correction. A node that is wrong is told to `problems` and gives 0, so that all of them are found. */
export class NodeChecker {
  readonly #inputs: readonly CorrectionInput[];
  readonly #problems: Problems;
  readonly #budget: NodeBudget;
  /** Null: one that is wrong. */
  generic: readonly (GenericFormula | null)[] = [];
  #depth = 0;

  constructor(inputs: readonly CorrectionInput[], problems: Problems, budget: NodeBudget) {
    this.#inputs = inputs;
    this.#problems = problems;
    this.#budget = budget;
  }

  node(value: unknown, path: string): CorrectionNode {
    if (--this.#budget.nodes === -1) this.#problems.add(path, `the file has more than ${correctionLimits.nodes} nodes`);
    if (this.#budget.nodes < 0 || this.#problems.full) return 0;
    if (typeof value === "number" && Number.isFinite(value)) return value;
    if (this.#depth === correctionLimits.depth) {
      this.#problems.add(path, `nodes lie inside of each other, at most ${correctionLimits.depth} deep`);
      return 0;
    }
    this.#depth++;
    const node = this.#object(value, path);
    this.#depth--;
    return node ?? 0;
  }

  #object(value: unknown, path: string): CorrectionNode | null {
    const type = typeof value === "object" && value !== null && "nodetype" in value ? value.nodetype : undefined;
    if (type === "lwtnn") return this.#problems.add(path, "nodes of type lwtnn (neural networks) are not evaluated");
    if (typeof type !== "string" || !Object.hasOwn(nodeSchemas, type)) {
      const found = type === undefined ? describe(value) : `nodetype ${describe(type)}`;
      const known = Object.keys(nodeSchemas).join(", ");
      return this.#problems.add(
        path,
        `expected a number, or an object whose nodetype is one of ${known}, found ${found}`,
      );
    }
    const read = <Type extends NodeType>(name: Type): Fields<Type> | null =>
      readFields<Fields<Type>>(nodeSchemas[name] as unknown as z.ZodType<Fields<Type>>, value, path, this.#problems);
    switch (type as NodeType) {
      case "binning": {
        const fields = read("binning");
        return fields && this.#binning([fields.input], [fields.edges], fields, path, below(path, "edges"));
      }
      case "multibinning": {
        const fields = read("multibinning");
        return fields && this.#binning(fields.inputs, fields.edges, fields, path);
      }
      case "category":
        return this.#category(read("category"), path);
      case "formula":
        return this.#formula(read("formula"), path);
      case "formularef":
        return this.#formulaRef(read("formularef"), path);
      case "transform":
        return this.#transform(read("transform"), path);
      case "hashprng": {
        const fields = read("hashprng");
        const inputs = fields?.inputs.map((name, i) => this.#input(name, ["real", "int"], `${path}.inputs[${i}]`));
        return inputs && isComplete(inputs) ? { kind: "hashprng", inputs, distribution: fields!.distribution } : null;
      }
    }
  }

  /** Position of an input; null if there is none of such a type, which is told. */
  #input(name: string, types: readonly CorrectionInput["type"][], path: string): number | null {
    const at = this.#inputs.findIndex((input) => input.name === name);
    const input = this.#inputs[at];
    if (input === undefined) {
      const known = this.#inputs.map((each) => each.name).join(", ");
      return this.#problems.add(path, `there is no input ${describe(name)}; the inputs are ${known || "none"}`);
    }
    if (types.includes(input.type)) return at;
    return this.#problems.add(
      path,
      `expected an input of type ${types.join(" or ")}, found ${describe(name)} of type ${input.type}`,
    );
  }

  #binning(
    names: readonly string[],
    edges: readonly unknown[],
    { content, flow }: { readonly content: readonly unknown[]; readonly flow: unknown },
    path: string,
    edgesPath?: string,
  ): CorrectionNode | null {
    if (edges.length !== names.length)
      return this.#problems.add(
        `${path}.edges`,
        `expected one list of edges for each of ${names.length} inputs, found ${edges.length}`,
      );
    const axes = names.map((name, i) => {
      const place = edgesPath === undefined ? `${path}.inputs[${i}]` : `${path}.input`;
      const input = this.#input(name, ["real", "int"], place);
      const axis = this.#axis(edges[i], input ?? -1, edgesPath ?? `${path}.edges[${i}]`, flow === "wrap");
      return input === null ? null : axis;
    });
    if (!isComplete(axes)) return null;
    const bins = axes.reduce((product, axis) => product * axis.bins, 1);
    if (content.length !== bins)
      return this.#problems.add(
        `${path}.content`,
        `expected ${bins} entries, one for each bin, found ${content.length}`,
      );
    const nodes = content.map((each, i) => this.node(each, `${path}.content[${i}]`));
    if (flow === "clamp" || flow === "error" || flow === "wrap")
      return { kind: "binning", axes, content: nodes, flow, path };
    if (typeof flow === "string")
      return this.#problems.add(`${path}.flow`, `expected "clamp", "error", "wrap" or a node, found ${describe(flow)}`);
    return { kind: "binning", axes, content: nodes, flow: { node: this.node(flow, `${path}.flow`) }, path };
  }

  #axis(value: unknown, input: number, path: string, wraps: boolean): BinAxis | null {
    if (!Array.isArray(value)) {
      if (typeof value !== "object" || value === null)
        return this.#problems.add(
          path,
          `expected a list of edges, or an object with n, low and high, found ${describe(value)}`,
        );
      const fields = readFields(uniformSchema, value, path, this.#problems);
      if (fields === null) return null;
      if (!(fields.high > fields.low) || !Number.isFinite(fields.high - fields.low))
        return this.#problems.add(path, `expected high above low, found low ${fields.low} and high ${fields.high}`);
      const { n: bins, low, high } = fields;
      return { kind: "uniform", input, bins, low, high };
    }
    const edges = readFields(edgesSchema, value, path, this.#problems)?.map((edge) =>
      typeof edge === "number" ? edge : edge === "-inf" ? -Infinity : Infinity,
    );
    if (edges === undefined) return null;
    const fall = edges.findIndex((edge, i) => i > 0 && !(edge > edges[i - 1]!));
    if (fall > 0)
      return this.#problems.add(
        `${path}[${fall}]`,
        `expected edges that ascend, found ${edges[fall]} after ${edges[fall - 1]}`,
      );
    if (wraps && !Number.isFinite(edges.at(-1)! - edges[0]!))
      return this.#problems.add(path, `expected a finite first and last edge, since flow is "wrap"`);
    return { kind: "variable", input, bins: edges.length - 1, edges };
  }

  #category(fields: Fields<"category"> | null, path: string): CorrectionNode | null {
    if (fields === null) return null;
    const input = this.#input(fields.input, ["int", "string"], `${path}.input`);
    if (input === null) return null;
    const type = this.#inputs[input]!.type === "int" ? "number" : "string";
    const values = new Map<string | number, CorrectionNode>();
    for (const [i, item] of fields.content.entries()) {
      const place = `${path}.content[${i}]`;
      const read = readFields(categoryItemSchema, item, place, this.#problems);
      if (read === null) continue;
      if (typeof read.key !== type)
        this.#problems.add(
          `${place}.key`,
          `expected a ${type === "number" ? "whole number" : "text"}, as the input ${describe(fields.input)} is one, found ${describe(read.key)}`,
        );
      if (values.has(read.key)) this.#problems.add(`${place}.key`, `the key ${describe(read.key)} is there twice`);
      values.set(read.key, this.node(read.value, `${place}.value`));
    }
    const { default: other } = fields;
    const otherwise = other === undefined || other === null ? undefined : this.node(other, `${path}.default`);
    return { kind: "category", input, keys: [...values.keys()], values: [...values.values()], otherwise, path };
  }

  #formula(fields: Fields<"formula"> | null, path: string): Formula | null {
    const generic = fields && this.#expression(fields, path);
    return generic && this.#bound(generic, fields.parameters ?? [], path);
  }

  #formulaRef(fields: Fields<"formularef"> | null, path: string): Formula | null {
    if (fields === null) return null;
    if (fields.index >= this.generic.length)
      return this.#problems.add(
        `${path}.index`,
        `expected a position in generic_formulas, which has ${this.generic.length}, found ${fields.index}`,
      );
    const generic = this.generic[fields.index] ?? null;
    return generic && this.#bound(generic, fields.parameters, path);
  }

  /** One of `generic_formulas`. */
  genericFormula(value: unknown, path: string): GenericFormula | null {
    const fields = readFields(nodeSchemas.formula, value, path, this.#problems);
    return fields && this.#expression(fields, path);
  }

  #expression(fields: Fields<"formula">, path: string): GenericFormula | null {
    const variables = fields.variables.map((name, i) => this.#input(name, ["real"], `${path}.variables[${i}]`));
    if (!isComplete(variables)) return null;
    try {
      const expression = parseFormula(fields.expression);
      const index = largestIndex(expression, "variable");
      if (index < variables.length) return { expression, variables };
      const name = ["x", "y", "z", "t"][index] ?? `x[${index}]`;
      return this.#problems.add(
        `${path}.expression`,
        `${name} is variable ${index + 1}, but variables names only ${variables.length}`,
      );
    } catch (error) {
      if (error instanceof FormulaFault) return this.#problems.add(`${path}.expression`, error.message);
      throw error;
    }
  }

  #bound(generic: GenericFormula, parameters: readonly number[], path: string): Formula | null {
    const index = largestIndex(generic.expression, "parameter");
    if (index < parameters.length) return { kind: "formula", ...generic, parameters };
    return this.#problems.add(
      `${path}.parameters`,
      `the formula has a parameter [${index}], so expected at least ${index + 1} numbers, found ${parameters.length}`,
    );
  }

  #transform(fields: Fields<"transform"> | null, path: string): CorrectionNode | null {
    if (fields === null) return null;
    const input = this.#input(fields.input, ["real", "int"], `${path}.input`);
    const rule = this.node(fields.rule, `${path}.rule`);
    const content = this.node(fields.content, `${path}.content`);
    return input === null ? null : { kind: "transform", input, rule, content };
  }
}

function isComplete<T>(values: readonly (T | null)[]): values is T[] {
  return !values.includes(null);
}

/** Greatest index of a variable or parameter; -1 if there is none. */
function largestIndex(root: FormulaNode, kind: "variable" | "parameter"): number {
  let largest = -1;
  const open: FormulaNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === kind) largest = Math.max(largest, (node as { readonly index: number }).index);
    if ("argument" in node) open.push(node.argument);
    if (node.kind === "binary") open.push(node.left, node.right);
  }
  return largest;
}

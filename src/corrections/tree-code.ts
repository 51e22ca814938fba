import type {
  BinAxis,
  Binning,
  Category,
  CorrectionInput,
  CorrectionNode,
  HashPrng,
  Transform,
} from "./correction-tree.ts";
import type { CorrectionFailure } from "./failures.ts";
import { writeFormula } from "./formula-code.ts";
import { distributionCode } from "./hash-prng.ts";
import type { Tables } from "./tables.ts";

/** Where the code of a node is, and where its numbers start: in F for those that only compute, in I for others. */
type Place = readonly [kind: number, at: number];

/**
 * Turns a tree into a flat program: one loop over a `switch`, with a case for each kind of node, whose numbers stand in tables. Kinds
 * that differ in numbers alone are one, so that the code of a tree of a million nodes is short.
 *
 * In the code, `s` is the case of the node that comes next, `b` where its numbers start, `v0`, `v1` … are the inputs, which transforms
 * change, and `r` is the result.
 */
export class TreeCode {
  readonly #tables: Tables;
  readonly #inputs: readonly CorrectionInput[];
  readonly #cases = new Map<string, number>();
  /** Transforms whose rule is a tree of its own, inside of each other. */
  #rules = 0;
  /** Deepest of them. */
  depth = 0;
  /** Inputs that they change. */
  readonly #ruled = new Set<number>();

  constructor(tables: Tables, inputs: readonly CorrectionInput[]) {
    this.#tables = tables;
    this.#inputs = inputs;
  }

  /** Lines that compute the tree from `v0` … into `r`. */
  write(root: CorrectionNode): string[] {
    const [kind, at] = this.#place(root);
    const cases = [...this.#cases].flatMap(([text, number]) => [`case ${number}: {`, text, "}"]);
    const lines = [`let s = ${kind};`, `let b = ${at};`];
    if (this.depth > 0) lines.push("let p = 0;");
    return [...lines, "for (;;) {", "switch (s) {", ...cases, "}", ...this.#afterLeaf(), "}"];
  }

  /** A leaf has left the result in `r`: that of the whole, or of the rule of a transform, which goes on now. */
  #afterLeaf(): string[] {
    if (this.depth === 0) return ["break;"];
    const restore = this.#inputs.map((_, i) => `v${i} = X[p * ${this.#inputs.length} + ${i}];`);
    const assign = [...this.#ruled].flatMap((input) => [`if (I[b] === ${input}) {`, ...this.#assign(input, "r"), "}"]);
    return ["if (p === 0) break;", "p--;", ...restore, "b = P[p];", ...assign, "s = I[b + 3];", "b = I[b + 4];"];
  }

  /** Sets an input; one that is an integer is rounded, half away from zero. Beyond int64, where the C++ is undefined, it stays as it is. */
  #assign(input: number, value: string): string[] {
    if (this.#inputs[input]!.type === "real") return [`v${input} = ${value};`];
    return [
      `{ let q = Math.trunc(${value});`,
      `if (Math.abs(${value} - q) >= 0.5) q += Math.sign(${value});`,
      // Integers have no -0.
      `v${input} = q + 0; }`,
    ];
  }

  #case(lines: readonly string[]): number {
    const text = lines.join("\n");
    const known = this.#cases.get(text);
    if (known !== undefined) return known;
    this.#tables.countLines(lines.length);
    this.#cases.set(text, this.#cases.size);
    return this.#cases.size - 1;
  }

  #place(node: CorrectionNode): Place {
    if (typeof node === "number") return [this.#case(["r = F[b];", "break;"]), this.#tables.number(node)];
    switch (node.kind) {
      case "binning":
        return this.#binning(node);
      case "category":
        return this.#category(node);
      case "transform":
        return this.#transform(node);
      case "hashprng":
        return this.#hashPrng(node);
      case "formula": {
        const { lines, result, numbers } = writeFormula(node, "b");
        return [this.#case([...lines, `r = ${result};`, "break;"]), this.#tables.numbers(numbers)];
      }
    }
  }

  /** Places of children, one after the other in I; or of plain numbers in F, with undefined for the case. */
  #children(nodes: readonly CorrectionNode[]): { readonly plain: boolean; readonly at: number } {
    if (nodes.every((node) => typeof node === "number")) return { plain: true, at: this.#tables.numbers(nodes) };
    const places = nodes.flatMap((node) => this.#place(node));
    return { plain: false, at: this.#tables.integers(places) };
  }

  /** Goes to child `k` of those that start at I[I[b + slot]]. */
  #goTo(plain: boolean, slot: number, k: string): string[] {
    if (plain) return [`r = F[I[b + ${slot}] + ${k}];`, "break;"];
    return [`const c = I[b + ${slot}] + 2 * (${k});`, "s = I[c];", "b = I[c + 1];", "continue;"];
  }

  /** In I: the content, what follows for flow, and then three numbers for each axis. */
  #binning(node: Binning): Place {
    const content = this.#children(node.content);
    const flow: readonly number[] = typeof node.flow === "string" ? [0, 0] : this.#place(node.flow.node);
    const numbers: number[] = [content.at, ...flow];
    const lines: string[] = [];
    let index = "";
    for (const [i, axis] of node.axes.entries()) {
      const slot = numbers.length;
      const edges = axis.kind === "uniform" ? [axis.low, axis.high] : axis.edges;
      numbers.push(this.#tables.numbers(edges), axis.bins);
      if (node.flow === "error")
        numbers.push(this.#failure(node, axis, "below-bounds"), this.#failure(node, axis, "above-bounds"));
      else if (node.flow === "wrap") numbers.push(this.#failure(node, axis, "above-bounds"));
      lines.push(...writeAxis(axis, i, slot, node.flow));
      index = index === "" ? `k${i}` : `(${index}) * I[b + ${slot + 1}] + k${i}`;
    }
    return [this.#case([...lines, ...this.#goTo(content.plain, 0, index)]), this.#tables.integers(numbers)];
  }

  #failure({ path }: Binning, axis: BinAxis, kind: "below-bounds" | "above-bounds"): number {
    return this.#tables.failure({ kind, axis, input: this.#inputs[axis.input]!, path } satisfies CorrectionFailure);
  }

  /** In I: the values, where the keys are and how many, the default or the failure. Keys ascend in F, and are looked for by halves. */
  #category(node: Category): Place {
    const input = this.#inputs[node.input]!;
    const keys = node.keys.map((key) => (typeof key === "number" ? key : this.#tables.codeOf(key)));
    const order = keys
      .map((_, i) => i)
      .filter((i) => i < node.values.length)
      .sort((a, b) => keys[a]! - keys[b]!);
    const values = this.#children(order.map((i) => node.values[i]!));
    const { otherwise } = node;
    const other: readonly number[] =
      otherwise === undefined
        ? [this.#tables.failure({ kind: "category-missing", node, input, path: node.path })]
        : this.#place(otherwise);
    const x = `v${node.input}`;
    const lines = [
      "const e = I[b + 1];",
      "let k = 0;",
      "let n = I[b + 2];",
      `while (n > k) { const m = (k + n) >> 1; if (F[e + m] < ${x}) k = m + 1; else n = m; }`,
      `if (k === I[b + 2] || F[e + k] !== ${x}) {`,
      ...(otherwise === undefined
        ? [`A[0] = ${x};`, "return I[b + 3];"]
        : ["s = I[b + 3];", "b = I[b + 4];", "continue;"]),
      "}",
      ...this.#goTo(values.plain, 0, "k"),
    ];
    const at = this.#tables.numbers(order.map((i) => keys[i]!));
    return [this.#case(lines), this.#tables.integers([values.at, at, order.length, ...other])];
  }

  /** A rule that is a formula or a number is computed on the spot; any other as a tree of its own, after which the transform goes on. */
  #transform(node: Transform): Place {
    const { input, rule } = node;
    if (typeof rule === "number" || rule.kind === "formula") {
      const content = this.#place(node.content);
      const formula: ReturnType<typeof writeFormula> =
        typeof rule === "number" ? { lines: [], result: "F[a]", numbers: [rule] } : writeFormula(rule, "a");
      const at = this.#tables.numbers(formula.numbers);
      const lines = ["const a = I[b + 2];", ...formula.lines, ...this.#assign(input, formula.result)];
      return [
        this.#case([...lines, "s = I[b];", "b = I[b + 1];", "continue;"]),
        this.#tables.integers([...content, at]),
      ];
    }
    this.#ruled.add(input);
    this.#rules++;
    this.depth = Math.max(this.depth, this.#rules);
    const ruleAt = this.#place(rule);
    this.#rules--;
    const content = this.#place(node.content);
    const save = this.#inputs.map((_, i) => `X[p * ${this.#inputs.length} + ${i}] = v${i};`);
    const lines = ["P[p] = b;", ...save, "p++;", "s = I[b + 1];", "b = I[b + 2];", "continue;"];
    return [this.#case(lines), this.#tables.integers([input, ...ruleAt, ...content])];
  }

  #hashPrng(node: HashPrng): Place {
    let integers = 0;
    for (const [i, input] of node.inputs.entries()) if (this.#inputs[input]!.type === "int") integers |= 1 << i;
    const lines = node.inputs.map((input, i) => `H[${i}] = v${input};`);
    lines.push(`hashPrng(H, ${node.inputs.length}, ${integers}, ${distributionCode(node.distribution)});`);
    return [this.#case([...lines, "r = H[0];", "break;"]), 0];
  }
}

/** Lines that put the bin of an axis into `k0`, `k1` …, or leave. Numbers of the axis start at I[b + slot]. */
function writeAxis(axis: BinAxis, i: number, slot: number, flow: Binning["flow"]): string[] {
  const [x, k] = [`x${i}`, `k${i}`];
  const uniform = axis.kind === "uniform";
  const lines = [
    `const e${i} = I[b + ${slot}];`,
    `const n${i} = I[b + ${slot + 1}];`,
    `let ${x} = v${axis.input};`,
    `const l${i} = F[e${i}];`,
    `const h${i} = F[e${i} + ${uniform ? "1" : `n${i}`}];`,
    `let ${k} = 0;`,
  ];
  const leave = (below: boolean): string[] => {
    if (flow === "clamp") return below ? [] : [`${k} = n${i} - 1;`];
    if (flow === "error") return [`A[0] = ${x};`, `return I[b + ${slot + (below ? 2 : 3)}];`];
    return ["s = I[b + 1];", "b = I[b + 2];", "continue;"];
  };
  // The quotient may round to 1 below the upper edge.
  const uniformIndex = (t: string): string[] => [
    `${k} = Math.trunc(n${i} * ${t});`,
    `if (${k} >= n${i}) ${k} = n${i} - 1;`,
  ];
  const search = [
    `let z${i} = n${i};`,
    `while (z${i} - ${k} > 1) { const m = (${k} + z${i}) >> 1; if (F[e${i} + m] <= ${x}) ${k} = m; else z${i} = m; }`,
  ];
  if (flow === "wrap") {
    lines.push(
      `let t${i} = (${x} - l${i}) / (h${i} - l${i});`,
      `t${i} -= Math.floor(t${i});`,
      // NaN and infinities lie nowhere on a circle.
      `if (!(t${i} >= 0)) { A[0] = ${x}; return I[b + ${slot + 2}]; }`,
      ...(uniform ? uniformIndex(`t${i}`) : [`${x} = l${i} + t${i} * (h${i} - l${i});`, ...search]),
    );
    return lines;
  }
  lines.push(
    `if (${x} < l${i}) {`,
    ...leave(true),
    `} else if (!(${x} < h${i})) {`,
    ...leave(false),
    "} else {",
    ...(uniform ? uniformIndex(`((${x} - l${i}) / (h${i} - l${i}))`) : search),
    "}",
  );
  return lines;
}

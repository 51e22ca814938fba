import * as vectors from "../../src/physics/four-vector.ts";
import { unitsPerGeV } from "../../src/physics/units.ts";
import { parseExpression } from "../../src/analysis/expression/parser.ts";
import type { CallNode, SyntaxNode } from "../../src/analysis/expression/syntax-tree.ts";
import type { Recipe } from "../../src/analysis/spec-recipe.ts";
import type { Event } from "./kernel-fixtures.ts";

/**
 * A second, simple implementation of the language for tests: walks the syntax tree of one event with plain values, without
 * checker or generated code. What compiled kernels do must be the same, bit for bit.
 */

/** Element of a collection, as the file gives it; or a system of particles. */
type Vector =
  | {
      readonly kind: "element";
      readonly pt: number;
      readonly eta: number;
      readonly phi: number;
      readonly energy?: number;
      readonly mass?: number;
    }
  | ({ readonly kind: "system" } & vectors.FourVector);

/** Knows what it is a list of when it is empty; `slice` and `filter` keep the class. */
class VectorList extends Array<Vector> {}

type Single = number | boolean | Vector;
export type Plain = Single | readonly Single[];

/** The event has no value; the compiled kernel throws an ExpressionValueError then. */
export class NoValue extends Error {}

export function interpret(text: string, event: Event, recipe: Recipe): Plain {
  return new Interpreter(event, recipe).text(text);
}

class Interpreter {
  readonly #event: Event;
  readonly #recipe: Recipe;
  readonly #unit: number;

  constructor(event: Event, recipe: Recipe) {
    this.#event = event;
    this.#recipe = recipe;
    this.#unit = unitsPerGeV(recipe.energyUnit);
  }

  text(text: string): Plain {
    return this.#value(parseExpression({ text, where: {} }).tree);
  }

  #value(node: SyntaxNode): Plain {
    switch (node.kind) {
      case "number":
      case "bool":
        return node.value;
      case "name":
        return this.#name(node.name);
      case "unary":
        return elementwise([this.#value(node.argument)], ([x]) => (node.operator === "-" ? -num(x) : x !== true));
      case "binary":
        return this.#binary(node.operator, this.#value(node.left), () => this.#value(node.right));
      case "index":
        return pick(list(this.#value(node.base)), this.#value(node.index));
      case "slice": {
        const base = list(this.#value(node.base));
        const ends = [node.start, node.stop].map((end) => end && whole(num(this.#value(end))));
        return base.slice(ends[0] ?? 0, ends[1] ?? base.length);
      }
      case "call":
        return this.#call(node);
    }
  }

  #name(name: string): Plain {
    const define = this.#recipe.define.find((entry) => entry.name === name);
    if (define !== undefined) return this.text(define.expression);
    const fields = this.#recipe.collections[name];
    if (fields === undefined) {
      const cell = this.#event[name]!;
      const plain = (value: number | boolean | bigint) => (typeof value === "bigint" ? Number(value) : value);
      return typeof cell === "object" ? cell.map(plain) : plain(cell);
    }
    const columns = Object.entries(fields).map(([key, text]) => [key, list(this.text(text!))] as const);
    const pts = list(this.text(fields.pt));
    if (columns.some(([, column]) => column.length !== pts.length)) throw new NoValue();
    const element = (i: number) => Object.fromEntries(columns.map(([key, column]) => [key, column[i]])) as unknown;
    return VectorList.from(pts, (_, i): Vector => ({ kind: "element", ...(element(i) as vectors.Direction) }));
  }

  #binary(operator: string, a: Plain, right: () => Plain): Plain {
    // Tests put a list on the left side, if on any: types are not known here, and lists do not short-circuit.
    if ((operator === "&&" && a === false) || (operator === "||" && a === true)) return a;
    const b = right();
    if (isVector(a) && isVector(b)) return { kind: "system", ...vectors.add(cartesian(a), cartesian(b)) };
    return elementwise([a, b], ([x, y]) => combine(operator, x!, y!));
  }

  #call({ name, arguments: nodes }: CallNode): Plain {
    if (name === "where") {
      const condition = this.#value(nodes[0]!);
      if (!Array.isArray(condition)) return this.#value(nodes[condition === true ? 1 : 2]!);
      return elementwise([condition, this.#value(nodes[1]!), this.#value(nodes[2]!)], ([c, a, b]) =>
        c === true ? a! : b!,
      );
    }
    const values = nodes.map((node) => this.#value(node));
    const [first] = values;
    if (values.length === 1 && Array.isArray(first)) {
      const reduced = reduce(name, first as readonly Single[]);
      if (reduced !== undefined) return reduced;
    }
    return elementwise(values, (singles) => this.#single(name, singles));
  }

  #single(name: string, values: readonly Single[]): number {
    const [a, b] = values;
    if (isVector(a)) {
      if (name === "deltaPhi") return vectors.deltaPhi(ask("phi", a), ask("phi", b as Vector));
      if (name === "deltaR") {
        const [one, other] = [a, b as Vector].map((v) => ({ eta: ask("eta", v), phi: ask("phi", v) }));
        return vectors.deltaR(one!, other!);
      }
      const value = ask(name, a);
      return ["mass", "pt", "energy", "px", "py", "pz"].includes(name) ? value / this.#unit : value;
    }
    return (Math as unknown as Record<string, (...x: unknown[]) => number>)[name]!(...values);
  }
}

function ask(name: string, v: Vector): number {
  if (v.kind === "system") {
    const compute = { ...vectors, energy: () => v.energy, px: () => v.px, py: () => v.py, pz: () => v.pz };
    return (compute as unknown as Record<string, (v: vectors.FourVector) => number>)[name]!(v);
  }
  const given = (v as unknown as Record<string, number | undefined>)[name];
  if (given !== undefined) return given;
  if (name === "mass") return vectors.massOf(v.pt, v.eta, v.energy!);
  return ask(name, { kind: "system", ...cartesian(v) });
}

function cartesian(v: Vector): vectors.FourVector {
  if (v.kind === "system") return v;
  return v.energy === undefined
    ? vectors.fromPtEtaPhiMass({ ...v, mass: v.mass! })
    : vectors.fromPtEtaPhiEnergy({ ...v, energy: v.energy });
}

function reduce(name: string, values: readonly Single[]): Plain | undefined {
  const bools = typeof values[0] === "boolean";
  switch (name) {
    case "sum":
      if (values instanceof VectorList) return { kind: "system", ...vectors.sumOf(Array.from(values, cartesian)) };
      return values.reduce<number>((total, x) => total + Number(x), 0);
    case "count":
      return bools ? values.filter((x) => x === true).length : values.length;
    case "length":
      return values.length;
    case "any":
      return values.includes(true);
    case "all":
      return !values.includes(false);
    case "min":
    case "max":
      if (values.length === 0) throw new NoValue();
      return values.reduce<number>((best, x) => Math[name](best, num(x)), name === "min" ? Infinity : -Infinity);
    default:
      return undefined;
  }
}

function combine(operator: string, a: Single, b: Single): Single {
  if (operator === "==") return a === b;
  if (operator === "!=") return a !== b;
  if (operator === "&&") return a === true && b === true;
  if (operator === "||") return a === true || b === true;
  const [x, y] = [num(a), num(b)];
  const results: Record<string, number | boolean> = {
    "<": x < y,
    "<=": x <= y,
    ">": x > y,
    ">=": x >= y,
    "+": x + y,
    "-": x - y,
    "*": x * y,
    "/": x / y,
    "%": x % y,
  };
  return results[operator]!;
}

function pick(base: readonly Single[], index: Plain): Plain {
  if (Array.isArray(index)) {
    if (index.length !== base.length) throw new NoValue();
    return base.filter((_, i) => index[i] === true);
  }
  const at = base.at(whole(num(index)));
  if (at === undefined) throw new NoValue();
  return at;
}

function elementwise(values: readonly Plain[], apply: (singles: readonly Single[]) => Single): Plain {
  const lengths = values.filter((value) => Array.isArray(value)).map((value) => (value as readonly Single[]).length);
  if (lengths.some((length) => length !== lengths[0])) throw new NoValue();
  const at = (i: number) => values.map((value) => (Array.isArray(value) ? (value[i] as Single) : (value as Single)));
  return lengths.length === 0 ? apply(at(0)) : Array.from({ length: lengths[0]! }, (_, i) => apply(at(i)));
}

function whole(x: number): number {
  if (!Number.isInteger(x)) throw new NoValue();
  return x;
}

function isVector(x: Plain | undefined): x is Vector {
  return typeof x === "object" && "kind" in x;
}

function num(x: Plain | undefined): number {
  if (typeof x !== "number") throw new TypeError(`A number was expected, not ${JSON.stringify(x)}`);
  return x;
}

function list(x: Plain): readonly Single[] {
  if (!Array.isArray(x)) throw new TypeError(`A list was expected, not ${JSON.stringify(x)}`);
  return x as readonly Single[];
}

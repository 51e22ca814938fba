import * as vectors from "../../src/physics/four-vector.ts";
import { unitsPerGeV } from "../../src/physics/units.ts";
import { parseExpression } from "../../src/analysis/expression/parser.ts";
import type { CallNode, ComprehensionNode, SyntaxNode } from "../../src/analysis/expression/syntax-tree.ts";
import type { Recipe } from "../../src/analysis/spec-recipe.ts";
import type { Cell, Event, NestedCell } from "./kernel-fixtures.ts";

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
  | ({ readonly kind: "system"; readonly mass?: number } & vectors.FourVector);

/** Knows what it is a list of when it is empty; `slice` and `filter` keep the class. */
class VectorList extends Array<Plain> {}

/** Fields that go along, with a four-vector or without. */
interface Fields {
  readonly kind: "fields";
  readonly fields: Readonly<Record<string, Plain>>;
  readonly vector: Vector | undefined;
}

type Single = number | boolean | string | Vector | Fields;
export type Plain = Single | readonly Plain[];

const zero: Vector = { kind: "system", px: 0, py: 0, pz: 0, energy: 0 };

/** The event has no value; the compiled kernel throws an ExpressionValueError then. */
export class NoValue extends Error {}

export function interpret(text: string, event: Event, recipe: Recipe): Plain {
  return new Interpreter(event, recipe).text(text);
}

class Interpreter {
  readonly #event: Event;
  readonly #recipe: Recipe;
  readonly #unit: number;
  readonly #variables = new Map<string, Plain>();

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
      case "string":
        return node.value;
      case "field":
        return fieldOf(this.#value(node.base), node.field);
      case "list":
        return node.elements.map((element) => this.#value(element));
      case "comprehension":
        return this.#comprehension(node);
      case "name":
        return this.#name(node.name);
      case "unary":
        return elementwise([this.#value(node.argument)], ([x]) => {
          if (node.operator === "~") return Number(~bigOf(x));
          return node.operator === "-" ? -num(x) : x !== true;
        });
      case "binary":
        return this.#binary(node.operator, this.#value(node.left), () => this.#value(node.right));
      case "index":
        return pick(list(this.#value(node.base)), this.#value(node.index), isPositions(node.index));
      case "slice": {
        const base = list(this.#value(node.base));
        const ends = [node.start, node.stop].map((end) => end && whole(num(this.#value(end))));
        return base.slice(ends[0] ?? 0, ends[1] ?? base.length);
      }
      case "call":
        return this.#call(node);
    }
  }

  #comprehension({ body, names, list: source, condition }: ComprehensionNode): Plain {
    const elements = list(this.#value(source));
    const result = body.kind === "name" && elements instanceof VectorList ? new VectorList() : [];
    for (const element of elements) {
      const parts = names.length === 1 ? [element] : Object.values((element as Fields).fields);
      for (const [i, { name }] of names.entries()) this.#variables.set(name, parts[i]!);
      if (condition === undefined || this.#value(condition) === true) result.push(this.#value(body));
    }
    for (const { name } of names) this.#variables.delete(name);
    return result;
  }

  #name(name: string): Plain {
    const variable = this.#variables.get(name);
    if (variable !== undefined) return variable;
    const define = this.#recipe.define.find((entry) => entry.name === name);
    if (define !== undefined) return this.text(define.expression);
    const fields = this.#recipe.collections[name];
    if (fields === undefined) {
      const own = this.#event[name];
      return own === undefined ? this.#vectorBranch(name) : plain(own);
    }
    const given = Object.entries(fields).map(([key, text]) => [key, this.text(text!)] as const);
    const longest = given.map(([, value]) => value).find((value) => Array.isArray(value));
    const columns = given.map(([key, value]) => {
      return [key, Array.isArray(value) ? list(value) : list(longest!).map(() => value)] as const;
    });
    const [first] = ["pt", "px"].flatMap((key) => columns.find(([field]) => field === key)?.[1] ?? []);
    const length = (
      first === undefined ? columns[0]![1] : columns.find(([field]) => field === "pt" || field === "px")![1]
    ).length;
    if (columns.some(([, column]) => column.length !== length)) throw new NoValue();
    const isVectors = ["pt", "px", "vector"].some((key) => fields[key] !== undefined);
    const element = (i: number): Fields => {
      const own = Object.fromEntries(columns.map(([key, column]) => [key, column[i]!]));
      return { kind: "fields", fields: own, vector: vectorOfFields(own) };
    };
    const elements = Array.from({ length }, (_, i) => element(i));
    return isVectors ? VectorList.from(elements) : elements;
  }

  /** Branches that hold four-vectors stand in the event as the members of their classes. */
  #vectorBranch(name: string): Plain {
    const layouts = {
      pxPyPzE: ["fP.fX", "fP.fY", "fP.fZ", "fE"],
      ptEtaPhiM: ["fPt", "fEta", "fPhi", "fM"].map((member) => `fCoordinates.${member}`),
    };
    for (const [maker, members] of Object.entries(layouts)) {
      const parts = members.map((member) => this.#event[`${name}.${member}`]);
      if (parts.some((part) => part === undefined)) continue;
      const result = elementwise(
        parts.map((part) => plain(part!)),
        (numbers) => made(coordinates[maker]!, numbers.map(num)),
      );
      return Array.isArray(result) ? VectorList.from(result as readonly Plain[]) : result;
    }
    throw new TypeError(`The event has no ${name}`);
  }

  #binary(operator: string, a: Plain, right: () => Plain): Plain {
    // Tests put a list on the left side, if on any: types are not known here, and lists do not short-circuit.
    if ((operator === "&&" && a === false) || (operator === "||" && a === true)) return a;
    const b = right();
    if (operator === "in") return elementwise([a], ([x]) => list(b).some((y) => y === x));
    return elementwise([a, b], ([x, y]) =>
      isVector(x) || isVector(y) ? ofVectors(operator, x!, y!) : combine(operator, x!, y!),
    );
  }

  #call({ name, arguments: nodes, fallback }: CallNode): Plain {
    if (name === "where") {
      const condition = this.#value(nodes[0]!);
      if (!Array.isArray(condition)) return this.#value(nodes[condition === true ? 1 : 2]!);
      return elementwise([condition, this.#value(nodes[1]!), this.#value(nodes[2]!)], ([c, a, b]) =>
        c === true ? a! : b!,
      );
    }
    const values = nodes.map((node) => this.#value(node));
    const [first] = values;
    if (values.length === 1 && Array.isArray(first) && first.length === 0 && fallback !== undefined)
      return this.#value(fallback);
    if (name === "interpolate") {
      const [xs, ys] = [values[1] as readonly number[], values[2] as readonly number[]];
      return elementwise([first!], ([x]) => interpolated(num(x), xs, ys));
    }
    const made = makeList(name, values, () => (fallback === undefined ? undefined : this.#value(fallback)));
    if (made !== undefined) return made;
    if (values.length === 1 && Array.isArray(first)) {
      const reduced = reduce(name, first as readonly Single[]);
      if (reduced !== undefined) return reduced;
    }
    return elementwise(values, (singles) => this.#single(name, singles));
  }

  #single(name: string, values: readonly Single[]): Single {
    const [a, b] = values;
    if (Object.hasOwn(coordinates, name)) return made(coordinates[name]!, values.map(num));
    if (typeof a === "string") return ofStrings(name, a, b as string);
    if (isVector(a) || isVector(b) || vectorNames.has(name)) {
      const [v, w] = [vectorIn(a!), b === undefined ? zero : vectorIn(b)];
      if (name === "deltaPhi") return vectors.deltaPhi(ask("phi", v), ask("phi", w));
      if (name === "deltaR") {
        const [one, other] = [v, w].map((part) => ({ eta: ask("eta", part), phi: ask("phi", part) }));
        return vectors.deltaR(one!, other!);
      }
      if (name === "transverseMass") {
        const cosine = Math.cos(vectors.deltaPhi(ask("phi", v), ask("phi", w)));
        return Math.sqrt(Math.max(0, 2 * ask("pt", v) * ask("pt", w) * (1 - cosine))) / this.#unit;
      }
      if (name === "boost") return { kind: "system", ...vectors.boost(cartesian(v), cartesian(w)) };
      if (name === "cosThetaStar" || name === "cosThetaStarCS") return vectors[name](cartesian(v), cartesian(w));
      const value = ask(name, v);
      return ["mass", "pt", "energy", "px", "py", "pz"].includes(name) ? value / this.#unit : value;
    }
    const [x, y] = values as readonly number[];
    if (name === "deltaPhi") return vectors.deltaPhi(x!, y!);
    if (name === "div") return Math.floor(x! / y!);
    if (name === "xor") return exact(bigOf(x) ^ bigOf(y));
    if (name === "isFinite") return Number.isFinite(x);
    if (name === "isNaN") return Number.isNaN(x);
    if (name === "round") return x! < 0 ? -roundUp(-x!) : roundUp(x!);
    return (Math as unknown as Record<string, (...x: unknown[]) => number>)[name]!(...values);
  }
}

const vectorNames = new Set(
  "mass pt eta phi energy px py pz rapidity deltaR transverseMass boost cosThetaStar cosThetaStarCS".split(" "),
);

/** Functions that make a four-vector, by what they take. */
const coordinates: Readonly<Record<string, string>> = {
  ptEtaPhiM: "pt eta phi mass",
  ptEtaPhiE: "pt eta phi energy",
  pxPyPzE: "px py pz energy",
  pxPyPzM: "px py pz mass",
};

function made(names: string, values: readonly number[]): Fields {
  const fields = Object.fromEntries(names.split(" ").map((name, i) => [name, values[i]!]));
  return { kind: "fields", fields, vector: vectorOfFields(fields) };
}

/** The four-vector that the fields of an element make up. */
function vectorOfFields(fields: Readonly<Record<string, Plain>>): Vector | undefined {
  const { pt, px, py, pz, mass, vector } = fields as Readonly<Record<string, number | undefined>>;
  if (pt !== undefined) return { kind: "element", ...fields } as unknown as Vector;
  if (px === undefined) return isVector(vector) ? vectorIn(vector) : undefined;
  if (mass === undefined) return { kind: "system", ...fields } as unknown as Vector;
  const energy = Math.sqrt(Math.max(0, mass * Math.abs(mass) + (px * px + py! * py! + pz! * pz!)));
  return { kind: "system", px, py: py!, pz: pz!, energy, mass };
}

/** Halves upward; x is not negative. */
function roundUp(x: number): number {
  return x - Math.floor(x) >= 0.5 ? Math.ceil(x) : Math.floor(x);
}

function interpolated(x: number, xs: readonly number[], ys: readonly number[]): number {
  if (Number.isNaN(x)) return NaN;
  const at = xs.findLastIndex((each) => each <= x);
  if (at === -1) return ys[0]!;
  if (at === xs.length - 1) return ys.at(-1)!;
  return ys[at]! + ((x - xs[at]!) / (xs[at + 1]! - xs[at]!)) * (ys[at + 1]! - ys[at]!);
}

function bigOf(x: Plain | undefined): bigint {
  if (!Number.isInteger(x) || num(x) < -(2 ** 63) || num(x) >= 2 ** 64) throw new NoValue();
  return BigInt(num(x));
}

/** As a number, if it can be one. */
function exact(x: bigint): number {
  if (BigInt(Number(x)) !== x) throw new NoValue();
  return Number(x);
}

function ofStrings(name: string, text: string, part: string): boolean {
  if (name === "startsWith") return text.startsWith(part);
  return name === "endsWith" ? text.endsWith(part) : text.includes(part);
}

function plain(cell: Cell | NestedCell): Plain {
  if (Array.isArray(cell)) return cell.map((each) => plain(each as Cell));
  return typeof cell === "bigint" ? Number(cell) : (cell as Single);
}

function fieldOf(value: Plain, field: string): Plain {
  if (Array.isArray(value)) return Array.from(value, (each) => fieldOf(each as Plain, field));
  return (value as Fields).fields[field]!;
}

/** The empty sum is 0 here, of whatever kind. */
function vectorIn(value: Plain): Vector {
  if (value === 0) return zero;
  return (value as Single & object).kind === "fields" ? (value as Fields).vector! : (value as Vector);
}

function ofVectors(operator: string, a: Single, b: Single): Single {
  if (operator === "*" || operator === "/") {
    const [v, factor] = isVector(a) ? [cartesian(vectorIn(a)), num(b)] : [cartesian(vectorIn(b)), num(a)];
    const by = (x: number) => (operator === "*" ? x * factor : x / factor);
    return { kind: "system", px: by(v.px), py: by(v.py), pz: by(v.pz), energy: by(v.energy) };
  }
  const [v, w] = [cartesian(vectorIn(a)), cartesian(vectorIn(b))];
  if (operator === "+") return { kind: "system", ...vectors.add(v, w) };
  return { kind: "system", px: v.px - w.px, py: v.py - w.py, pz: v.pz - w.pz, energy: v.energy - w.energy };
}

const partNames = ["a", "b", "c", "d", "e", "f"];

function tuple(parts: readonly Plain[]): Fields {
  const fields = Object.fromEntries(parts.map((part, i) => [partNames[i]!, part]));
  if (!parts.every((part) => isVector(part as Single))) return { kind: "fields", fields, vector: undefined };
  const [first, ...rest] = parts.map((part) => cartesian(vectorIn(part)));
  return { kind: "fields", fields, vector: { kind: "system", ...rest.reduce(vectors.add, first!) } };
}

function choices(values: readonly Plain[], size: number): Plain[][] {
  if (size === 0) return [[]];
  return values.flatMap((value, i) => choices(values.slice(i + 1), size - 1).map((rest) => [value, ...rest]));
}

function compare(a: Plain, b: Plain): number {
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  const [x, y] = [num(a), num(b)];
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
  return x - y || 0;
}

/** Keeps what a list is one of. */
function like(source: readonly Plain[], values: readonly Plain[]): readonly Plain[] {
  return source instanceof VectorList ? VectorList.from(values) : values;
}

function makeList(name: string, values: readonly Plain[], fallback: () => Plain | undefined): Plain | undefined {
  const [first, second] = values;
  if (name === "range") {
    const count = num(first);
    if (!Number.isInteger(count) || count < 0 || count > 1e6) throw new NoValue();
    return Array.from({ length: count }, (_, i) => i);
  }
  if (!Array.isArray(first)) return undefined;
  const given = first as readonly Plain[];
  switch (name) {
    case "argmin":
    case "argmax": {
      if (given.length === 0) throw new NoValue();
      const nan = given.findIndex((x) => Number.isNaN(x));
      if (nan !== -1) return nan;
      const best = (name === "argmin" ? Math.min : Math.max)(...(given as readonly number[]));
      return given.findIndex((x) => x === best);
    }
    case "first":
    case "last":
      if (given.length === 0) throw new NoValue();
      return given.at(name === "first" ? 0 : -1);
    case "sort":
      return given.toSorted(compare);
    case "sortBy": {
      const keys = list(second!);
      if (keys.length !== given.length) throw new NoValue();
      const order = given.map((_, i) => i).toSorted((i, j) => compare(keys[i]!, keys[j]!));
      return like(
        given,
        order.map((i) => given[i]!),
      );
    }
    case "reverse":
      return like(given, given.toReversed());
    case "take":
      if (!Number.isInteger(second) || num(second) < 0) throw new NoValue();
      return given.slice(0, num(second));
    case "unique":
      return given.filter((x, i) => given.findIndex((y) => compare(x, y) === 0) === i);
    case "flatten":
      return given.flat() as readonly Plain[];
    case "cumsum": {
      let total = 0;
      return given.map((x) => (total += num(x)));
    }
    case "concat":
      return like(given, [...given, ...values.slice(1).flatMap((each) => list(each))]);
    case "pairs":
    case "combinations":
      return like(given, choices(given, name === "pairs" ? 2 : num(second)).map(tuple));
    case "cross":
      return like(
        given,
        values
          .map(list)
          .reduce<Plain[][]>((rows, column) => rows.flatMap((row) => column.map((x) => [...row, x])), [[]])
          .map(tuple),
      );
    case "nearest": {
      const others = list(second!).map(vectorIn);
      if (others.length === 0 && given.length > 0 && fallback() === undefined) throw new NoValue();
      return Array.from(given, (x) => {
        if (others.length === 0) return fallback()!;
        const direction = (v: Vector) => ({ eta: ask("eta", v), phi: ask("phi", v) });
        const distances = others.map((y) => vectors.deltaR(direction(vectorIn(x)), direction(y)));
        return Math.max(0, distances.indexOf(Math.min(...distances.filter((d) => !Number.isNaN(d)))));
      });
    }
    default:
      return undefined;
  }
}

function ask(name: string, v: Vector): number {
  if (v.kind === "system") {
    if (name === "mass" && v.mass !== undefined) return v.mass;
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
      if (values instanceof VectorList)
        return { kind: "system", ...vectors.sumOf(Array.from(values, (v) => cartesian(vectorIn(v)))) };
      if (values.length > 0 && isVector(values[0]))
        return { kind: "system", ...vectors.sumOf(values.map((v) => cartesian(vectorIn(v)))) };
      return values.reduce<number>((total, x) => total + Number(x), 0);
    case "product":
      return values.reduce<number>((total, x) => total * num(x), 1);
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
  if (operator === "&") return exact(bigOf(a) & bigOf(b));
  if (operator === "|") return exact(bigOf(a) | bigOf(b));
  if (operator === "<<" || operator === ">>") {
    const by = bigOf(b);
    if (by < 0n || by > 63n) throw new NoValue();
    const shifted = exact(operator === "<<" ? bigOf(a) << by : bigOf(a) >> by);
    if (operator === "<<") bigOf(shifted);
    return shifted;
  }
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

/** Whether a list has positions rather than bools, even if it is empty: types are not known here. */
function isPositions(index: SyntaxNode): boolean {
  return index.kind === "list" || (index.kind === "call" && ["range", "nearest", "reverse"].includes(index.name));
}

function pick(base: readonly Plain[], index: Plain, several: boolean): Plain {
  if (Array.isArray(index) && several)
    return like(
      base,
      index.map((each) => pick(base, each as Plain, false)),
    );
  if (Array.isArray(index)) {
    if (index.length !== base.length) throw new NoValue();
    return base.filter((_, i) => index[i] === true);
  }
  const at = base.at(whole(num(index)));
  if (at === undefined) throw new NoValue();
  return at;
}

function elementwise(values: readonly Plain[], apply: (singles: readonly Single[]) => Single): Plain {
  const lengths = values.filter((value) => Array.isArray(value)).map((value) => (value as readonly Plain[]).length);
  if (lengths.some((length) => length !== lengths[0])) throw new NoValue();
  if (lengths.length === 0) return apply(values as readonly Single[]);
  const at = (i: number) => values.map((value) => (Array.isArray(value) ? (value[i] as Plain) : value));
  return Array.from({ length: lengths[0]! }, (_, i) => elementwise(at(i), apply));
}

function whole(x: number): number {
  if (!Number.isInteger(x)) throw new NoValue();
  return x;
}

function isVector(x: Plain | undefined): x is Vector | Fields {
  if (typeof x !== "object" || !("kind" in x)) return false;
  return x.kind !== "fields" || x.vector !== undefined;
}

function num(x: Plain | undefined): number {
  if (typeof x !== "number") throw new TypeError(`A number was expected, not ${JSON.stringify(x)}`);
  return x;
}

function list(x: Plain): readonly Plain[] {
  if (!Array.isArray(x)) throw new TypeError(`A list was expected, not ${JSON.stringify(x)}`);
  return x as readonly Plain[];
}

import type { CompiledCorrection } from "../../corrections/compile-correction.ts";
import type { Where } from "../../errors/app-error.ts";
import type { CheckedNode } from "../expression/checked-tree.ts";
import { ExpressionValueError } from "../expression/errors.ts";
import { type ExpressionSource, showText } from "../expression/source.ts";
import { textOf } from "../expression/type-hints.ts";

/** Makes the message from the two values that generated code hands over, and from texts. */
type Describe = (a: number | bigint, b: number | bigint, texts: readonly string[]) => string;

interface FailureSite {
  readonly source: ExpressionSource;
  readonly describe: Describe;
}

/** Called by generated code: `throw fail(site, entry, a, b)`. */
export type Fail = (
  site: number,
  entry: number,
  a: number | bigint,
  b: number | bigint,
  ...texts: readonly string[]
) => ExpressionValueError;

/**
 * The places of generated code at which an event can have no value. The code holds only their numbers; texts stay here.
 */
export class FailureSites {
  readonly #sites: FailureSite[] = [];

  #add(source: ExpressionSource, describe: Describe): number {
    return this.#sites.push({ source, describe }) - 1;
  }

  /** Values: the index, the length of the list. */
  indexOutOfRange(node: CheckedNode & { readonly kind: "index" }): number {
    const list = textOf(node.base);
    return this.#add(node.source, (index, length) => {
      if (!Number.isInteger(index)) return `${textOf(node)}: the index is ${index}, which is not a whole number`;
      const guard = index < 0 ? `count(${list}) >= ${-index}` : `count(${list}) > ${index}`;
      const guarded = node.base.type.element === "bool" ? guard.replace("count(", "length(") : guard;
      return `${textOf(node)}: index ${index} is out of range, ${list} has length ${length} in this event; guard it with ${guarded} && …`;
    });
  }

  /** Values: the end, and nothing. */
  sliceNotWhole(node: CheckedNode): number {
    return this.#add(
      node.source,
      (end) => `${textOf(node)}: the end of a slice is ${end}, which is not a whole number`,
    );
  }

  /** No values. */
  emptyList(node: CheckedNode, list: CheckedNode): number {
    const text = textOf(list);
    return this.#add(
      node.source,
      () => `${textOf(node)}: ${text} is empty in this event; guard it with count(${text}) > 0 && …`,
    );
  }

  /** Values: the two lengths. */
  unlikeLengths(node: CheckedNode): number {
    const [first, second] = node.kind === "pair" || node.kind === "boost" ? node.arguments : [];
    const name = textOf(node).split("(", 1)[0]!;
    const each =
      first === undefined || second === undefined
        ? ""
        : `; each with each is [${name}(each, ${textOf(second, 40)}) for each in ${textOf(first, 40)}]`;
    return this.#add(
      node.source,
      (a, b) =>
        `${textOf(node)}: the lists have lengths ${a} and ${b} in this event; they must have the same length${each}`,
    );
  }

  /** Values: the lengths of the first field and of another. */
  unlikeFields(node: CheckedNode, collection: string, first: string, field: string): number {
    return this.#add(
      node.source,
      (a, b) =>
        `The collection "${showText(collection)}" has ${a} values of ${first} and ${b} of ${field} in this event; there must be equally many`,
    );
  }

  /** Values: the position, the length of the list. */
  positionOutOfRange(node: CheckedNode & { readonly kind: "positions" }): number {
    return this.#add(
      node.source,
      (position, length) =>
        `${textOf(node)}: there is no position ${position} in ${textOf(node.base)}, which has length ${length} in this event; leave such positions out, as in p[p >= 0]`,
    );
  }

  /** Values: the number, and nothing. */
  notACount(node: CheckedNode, most?: number): number {
    const limit = most === undefined ? "" : ` of at most ${most}`;
    return this.#add(
      node.source,
      (value) => `${textOf(node)} is ${value} in this event, which is not a whole number${limit} from 0`,
    );
  }

  /** Values: how many there would be, and nothing. */
  tooManyCombinations(node: CheckedNode, most: number): number {
    return this.#add(
      node.source,
      (count) =>
        `${textOf(node)}: there are ${count} combinations in this event, and at most ${most} are taken; choose from the list before, as in pairs(x[x.pt > 10])`,
    );
  }

  /** No values. */
  tooManySteps(source: ExpressionSource, most: number): number {
    return this.#add(
      source,
      () =>
        `Loops in loops go through more than ${most} elements in this event; choose from the lists before combining them`,
    );
  }

  /** No values. */
  noBits(node: CheckedNode): number {
    return this.#add(
      node.source,
      () =>
        `${textOf(node)}: in this event a number is not a whole one of 64 bits, or the result one that float64 cannot hold exactly`,
    );
  }

  /** Values: the integer, and nothing. */
  inexactInteger(source: ExpressionSource, branch: string): number {
    return this.#add(
      source,
      (value) =>
        `Branch ${showText(branch)} holds ${value}, which float64 cannot hold exactly; expressions compute with float64, so leave this branch out`,
    );
  }

  /** Values: which failure of the correction, and what it was given; texts: those of its inputs that are texts. */
  noCorrection(node: CheckedNode, compiled: CompiledCorrection): number {
    const names = compiled.inputs.filter(({ type }) => type === "string").map(({ name }) => name);
    return this.#add(node.source, (failure, value, texts) => {
      const { input } = compiled.failures[Number(failure)]!;
      const text = texts[names.indexOf(input.name)];
      return `${textOf(node)}: ${compiled.describe(Number(failure), Number(value), text)}`;
    });
  }

  /** Values: the factor or weight, and nothing. */
  weightNotFinite(source: ExpressionSource): number {
    return this.#add(
      source,
      (value) =>
        `The weight of this event is ${value} after the factor ${showText(source.text)}; weights must be finite`,
    );
  }

  profileNotFinite(source: ExpressionSource): number {
    return this.#add(
      source,
      (value) =>
        `The mean is to take in ${showText(source.text)}, but here it is ${value}, which is not finite, or its square is not; where can leave such events out`,
    );
  }

  /** The function that generated code calls. `where` says which file is being read at the moment. */
  failer(where: () => Where): Fail {
    return (site, entry, a, b, ...texts) => {
      const { source, describe } = this.#sites[site]!;
      const place = { ...source.where, ...where(), entry };
      return new ExpressionValueError(describe(a, b, texts), source.text, place);
    };
  }
}

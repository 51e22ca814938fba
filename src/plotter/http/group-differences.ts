import type { GroupState } from "../../protocol/documents/analysis-document.ts";
import type { GroupView } from "../../protocol/documents/analysis-view.ts";
import { type Difference, differenceOf } from "../../protocol/documents/difference.ts";
import { toGroupState } from "../../protocol/documents/to-analysis-document.ts";

/** States that are kept: the one before the last is what nearly all streams have. Groups that did not change between them are kept once. */
const mostKept = 2;

interface Kept {
  readonly view: GroupView;
  readonly state: GroupState;
}

type KeptGroups = ReadonlyMap<string, Kept>;

/** What changed within the groups of one analysis between the states that were told last. */
export class GroupDifferences {
  /** By the sequence of the state, the last one last. */
  readonly #states = new Map<number, KeptGroups>();

  /** Keeps a state, so that one that follows can be told by what is different. */
  keep(sequence: number, views: readonly GroupView[]): void {
    if (this.#states.has(sequence)) return;
    const last = [...this.#states.values()].at(-1);
    const groups = views.map((view): [string, Kept] => {
      const known = last?.get(view.name);
      return [view.name, known?.view === view ? known : { view, state: toGroupState(view) }];
    });
    this.#states.set(sequence, new Map(groups));
    for (const old of [...this.#states.keys()].slice(0, -mostKept)) this.#states.delete(old);
  }

  has(sequence: number): boolean {
    return this.#states.has(sequence);
  }

  /** What changed between two states that are kept, by group; a group without a change is not in it. */
  between(before: number, after: number): Readonly<Record<string, Difference>> {
    const from = this.#states.get(before);
    const changed = Array.from(this.#states.get(after) ?? [], ([name, { state }]) => [
      name,
      differenceOf(from?.get(name)?.state, state),
    ]);
    return Object.fromEntries(changed.filter(([, difference]) => difference !== undefined)) as Record<
      string,
      Difference
    >;
  }
}

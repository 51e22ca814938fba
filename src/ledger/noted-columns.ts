import type { ColumnsSeen } from "../protocol/log-event.ts";
import { checkBelongs, checkLane, type Expectation } from "./ledger-checks.ts";

/**
 * What processors told of the first file. It may come before the specification is known, from any lane: of each, one is kept, and which one
 * counts is decided by the specification. Of two that differ (the file was replaced), the same one is kept in whatever order they come.
 */
export class NotedColumns {
  readonly #byLane = new Map<string | undefined, ColumnsSeen>();

  /**
   * @returns whether it is news
   * @throws {ForeignEventError} if the specification has no place for it.
   */
  note(event: ColumnsSeen, expected: Expectation | undefined, lane: string | undefined): boolean {
    if (expected !== undefined) {
      checkBelongs(expected, event);
      checkLane(expected, event, lane);
    }
    const known = this.#byLane.get(lane);
    if (known !== undefined && JSON.stringify(known) <= JSON.stringify(event)) return false;
    this.#byLane.set(lane, event);
    return true;
  }

  of({ spec, lanes }: Expectation): ColumnsSeen | undefined {
    const name = spec.groups[0]?.samples[0]?.name ?? "";
    for (const lane of [lanes.get(name), undefined]) {
      const event = this.#byLane.get(lane);
      if (event?.sample === name && event.file === 0) return event;
    }
    return undefined;
  }
}

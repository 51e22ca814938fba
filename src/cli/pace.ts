import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { entriesLeft } from "../protocol/documents/entries-left.ts";
import { timeText } from "../plot/time-text.ts";
import { byteText } from "./numbers.ts";

/** How fast an analysis goes, since it has been looked at. */
export interface Pace {
  readonly eventsPerSecond: number;
  /** Of the files' sizes; undefined where they are not known, as of an analysis of a server. */
  readonly bytesPerSecond: number | undefined;
  /** Undefined: it cannot be told. */
  readonly secondsLeft: number | undefined;
}

/** A rate over less says nothing. */
const leastSeconds = 1;

/** Measures from the first view that it is shown, so that what was in before does not count. */
export class PaceMeter {
  #first: { readonly ms: number; readonly entries: number; readonly bytes: number } | undefined;

  /** @returns undefined while there is nothing to tell, and of an analysis that does not run. */
  measure(view: AnalysisView, ms: number): Pace | undefined {
    const entries = view.progress.entriesSeen;
    const bytes = bytesSeen(view);
    this.#first ??= { ms, entries, bytes: bytes ?? 0 };
    const seconds = (ms - this.#first.ms) / 1000;
    const seen = entries - this.#first.entries;
    if (view.status !== "running" || view.stalled === true || seconds < leastSeconds || seen <= 0) return undefined;
    const eventsPerSecond = seen / seconds;
    const left = entriesLeft(view.groups.flatMap(({ samples }) => samples.map(({ progress }) => progress)));
    return {
      eventsPerSecond,
      bytesPerSecond: bytes === undefined ? undefined : (bytes - this.#first.bytes) / seconds,
      secondsLeft: left === undefined ? undefined : left / eventsPerSecond,
    };
  }
}

/** `12 s left`, `3.4 M events/s`, `35.0 MB/s`; the most useful first. */
export function paceTexts({ eventsPerSecond, bytesPerSecond, secondsLeft }: Pace): string[] {
  return [
    ...(secondsLeft === undefined ? [] : [`about ${timeText(secondsLeft)} left`]),
    `${countText(eventsPerSecond)} events/s`,
    ...(bytesPerSecond === undefined ? [] : [`${byteText(Math.round(bytesPerSecond))}/s`]),
  ];
}

/** As much of the size of each sample's open files as has been seen of their entries. */
function bytesSeen({ groups }: AnalysisView): number | undefined {
  let bytes = 0;
  for (const { identities, progress } of groups.flatMap((group) => group.samples)) {
    if (identities === undefined) return undefined;
    const size = identities.reduce((sum, identity) => sum + (identity?.size ?? 0), 0);
    bytes += progress.entries === 0 ? 0 : (size * progress.entriesSeen) / progress.entries;
  }
  return bytes;
}

/** `850`, `12.3 k`, `3.4 M` */
function countText(count: number): string {
  if (count < 999.5) return String(Math.round(count));
  return count < 999_950 ? `${(count / 1000).toFixed(1)} k` : `${(count / 1e6).toFixed(1)} M`;
}

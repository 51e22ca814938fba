import type { KeepRule } from "../config/keep-rule.ts";
import type { BookedAnalysis } from "./booked-analysis.ts";

type Kept = Pick<BookedAnalysis, "status"> & {
  readonly ledger: Pick<BookedAnalysis["ledger"], "pinned" | "startedAt">;
};

/** Whether an accepted analysis may be forgotten by rule: it has ended, and nobody pinned it. */
export function mayLeave({ status, ledger }: Kept): boolean {
  return status !== "running" && !ledger.pinned;
}

/** Whether a new analysis would be one too many for good. */
export function isFull(list: readonly Kept[], limit: number, { all }: KeepRule): boolean {
  return list.length >= limit && (all || !list.some(mayLeave));
}

/**
 * Which analyses are to be forgotten, the oldest first. Their age counts from their last start, which is the same on every plotter.
 *
 * @param list all that are accepted
 * @param limit the most that there may be, whatever the rule says
 */
export function leaving<T extends Kept>(list: readonly T[], rule: KeepRule, limit: number, now: Date): T[] {
  if (rule.all) return [];
  const tooMany = list.length - Math.min(rule.most ?? limit, limit);
  const oldest = now.getTime() - (rule.maxAgeMs ?? Infinity);
  const startOf = ({ ledger }: T): number => Date.parse(ledger.startedAt ?? "");
  return list
    .filter(mayLeave)
    .map((analysis) => ({ analysis, start: startOf(analysis) }))
    .sort((a, b) => a.start - b.start)
    .filter(({ start }, i) => i < tooMany || start < oldest)
    .map(({ analysis }) => analysis);
}

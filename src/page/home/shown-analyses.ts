import type { AnalysisSummary } from "../../protocol/documents/analysis-document.ts";
import { statusWord } from "../frame/status-word.ts";

/** What of a list is shown, and in which order. */
export interface ListChoice {
  /** Words that must all be found, in any case. */
  readonly search: string;
  readonly who: "all" | "mine" | "people";
  readonly status: string;
  readonly order: ListOrder;
}

export type ListOrder = "newest" | "changed" | "title" | "progress";

export const firstChoice: ListChoice = { search: "", who: "all", status: "all", order: "newest" };

/** @returns below 0 if the first comes first. What it calls the same stays as it came: the newest first. */
type Compare = (a: AnalysisSummary, b: AnalysisSummary) => number;

const part = ({ progress }: AnalysisSummary) => progress.filesComplete / Math.max(1, progress.files);

const compares: Readonly<Record<ListOrder, Compare>> = {
  newest: () => 0,
  changed: (a, b) => b.sequence - a.sequence,
  title: (a, b) => a.title.localeCompare(b.title),
  progress: (a, b) => part(a) - part(b),
};

/**
 * Pinned ones come first, and own ones before those of others where the newest come first.
 *
 * @param analyses the newest first
 * @param mine the name of who looks; empty: none
 * @param wordsOf what is searched in, of an analysis
 */
export function shownAnalyses(
  analyses: readonly AnalysisSummary[],
  { search, who, status, order }: ListChoice,
  mine: string,
  wordsOf: (analysis: AnalysisSummary) => string,
): AnalysisSummary[] {
  const words = search.toLowerCase().split(/\s+/);
  const isMine = ({ startedBy }: AnalysisSummary) => mine !== "" && startedBy === mine;
  const first =
    (is: (analysis: AnalysisSummary) => boolean): Compare =>
    (a, b) =>
      Number(is(b)) - Number(is(a));
  const inTurn: Compare[] = [
    first(({ pinned }) => pinned === true),
    ...(order === "newest" ? [first(isMine)] : []),
    compares[order],
    (a, b) => Date.parse(b.acceptedAt) - Date.parse(a.acceptedAt),
  ];
  return analyses
    .filter((analysis) => {
      if (who === "mine" && mine !== "" && !isMine(analysis)) return false;
      if (status !== "all" && statusWord(analysis) !== status) return false;
      const text = wordsOf(analysis).toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => inTurn.reduce((before, compare) => before || compare(a, b), 0));
}

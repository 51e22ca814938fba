import type { AnalysisSummary } from "../../protocol/documents/analysis-document.ts";
import { statusWord } from "../frame/status-word.ts";

/** What one person has started. */
export interface OfPerson {
  /** Undefined: nobody gave a name. */
  readonly name: string | undefined;
  /** How many there are in each state, such as `3: 1 running, 2 complete`. */
  readonly states: string;
  readonly analyses: readonly AnalysisSummary[];
}

/** Analyses by who started them: names in their order, those without a name at the end. Within, the order stays. */
export function byName(analyses: readonly AnalysisSummary[]): OfPerson[] {
  const people = new Map<string | undefined, AnalysisSummary[]>();
  for (const analysis of analyses) {
    const known = people.get(analysis.startedBy);
    if (known === undefined) people.set(analysis.startedBy, [analysis]);
    else known.push(analysis);
  }
  return [...people]
    .map(([name, own]) => ({ name, states: statesOf(own), analyses: own }))
    .sort((a, b) => (a.name === undefined ? 1 : b.name === undefined ? -1 : a.name.localeCompare(b.name)));
}

function statesOf(analyses: readonly AnalysisSummary[]): string {
  const counts = new Map<string, number>();
  for (const analysis of analyses) {
    const word = statusWord(analysis);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const order = ["running", "stalled", "incomplete", "cancelled", "complete"].filter((word) => counts.has(word));
  return `${analyses.length}: ${order.map((word) => `${counts.get(word) ?? 0} ${word}`).join(", ")}`;
}

import { stored } from "../api/stored.ts";

/**
 * Labels that users give to analyses, kept by this browser and by nobody else. A title is part of the specification, from which the id
 * follows, and the log is what all plotters agree on: what one person calls an analysis is neither a result nor for everybody.
 */
const kept = stored("labels");

/** Those given last stay. */
const mostLabels = 500;

/** By the id of the analysis. */
export function useLabels(): ReadonlyMap<string, string> {
  return labelsIn(kept.use());
}

/** @param label empty: its own title again */
export function setLabel(id: string, label: string): void {
  kept.set(withLabel(kept.get(), id, label));
}

/** What is no text of ours holds no labels. */
export function labelsIn(text: string): Map<string, string> {
  try {
    const entries = Object.entries(JSON.parse(text) as object);
    return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
  } catch {
    return new Map();
  }
}

export function withLabel(text: string, id: string, label: string): string {
  const labels = labelsIn(text);
  labels.delete(id);
  if (label !== "") labels.set(id, label);
  const latest = [...labels].slice(-mostLabels);
  return latest.length === 0 ? "" : JSON.stringify(Object.fromEntries(latest));
}

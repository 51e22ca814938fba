import { type AnalysisDocument, type AnalysisUpdate, type GroupState, groupStateSchema } from "./analysis-document.ts";
import { withDifference } from "./difference.ts";
import { matchDocument } from "./document-schema.ts";

/**
 * The whole state of an analysis after an event of its stream: groups that the event does not name stay as they were.
 *
 * @param before undefined for the first event, which must bring the head and every group.
 * @returns `before` itself for an event that is older (from a plotter that is behind); undefined if the event does not
 * continue what is there: another analysis, no head, a group without a state, or changes of another one. Then start again without `Last-Event-ID`.
 */
export function mergeUpdate(
  before: AnalysisDocument | undefined,
  update: AnalysisUpdate,
): AnalysisDocument | undefined {
  if (before !== undefined && update.id !== before.id) return undefined;
  // The same analysis in another log, which began anew: what was known is not true any more.
  if (update.head !== undefined && update.head.acceptedAt !== before?.head.acceptedAt) before = undefined;
  if (before !== undefined && update.sequence < before.sequence) return before;
  const head = update.head ?? before?.head;
  if (head === undefined) return undefined;
  const known = new Map((before?.groups ?? []).map((group) => [group.name, group]));
  for (const group of update.groups) known.set(group.name, group);
  if (update.changes !== undefined) {
    if (before !== undefined && update.sequence === before.sequence) return before;
    if (update.since !== before?.sequence) return undefined;
    for (const [name, difference] of Object.entries(update.changes)) {
      const group = changedGroup(known.get(name), difference);
      if (group === undefined) return undefined;
      known.set(name, group);
    }
  }
  const groups = head.groups.flatMap(({ name }) => known.get(name) ?? []);
  if (groups.length !== head.groups.length) return undefined;
  const { id, status, run, sequence, progress, missing, warnings, pinned, stalled } = update;
  const links = before?.links ?? { self: `/analyses/${id}` };
  const marks = { ...(pinned === true ? { pinned } : {}), ...(stalled === true ? { stalled } : {}) };
  const told = warnings === undefined ? {} : { warnings };
  return { id, status, run, sequence, ...marks, progress, missing, ...told, title: head.title, links, head, groups };
}

function changedGroup(group: GroupState | undefined, difference: unknown): GroupState | undefined {
  try {
    return matchDocument(groupStateSchema, withDifference(group, difference));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

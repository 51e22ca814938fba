import { type AnalysisList, type ListUpdate, listUpdateSchema } from "../../protocol/documents/analysis-document.ts";
import { readDocument } from "../../protocol/documents/document-schema.ts";
import { listId } from "../../protocol/documents/stream-limits.ts";
import { followStates } from "#page/follow-states";
import { type FollowedListener, keepFollowing } from "./keep-following.ts";

/**
 * Tells of the list of all analyses as `keepFollowing` does, through the stream that tabs share.
 *
 * @param load asks for the list
 * @returns stops it
 */
export function streamList(load: () => Promise<AnalysisList>, listener: FollowedListener<AnalysisList>): () => void {
  return keepFollowing<AnalysisList>(
    {
      load,
      follow: ({ sequence = 0 }, states) => followStates(listId, sequence, states),
      next: (list, data) => {
        const update = updateIn(data);
        return update === undefined ? "unreadable" : mergeListUpdate(list, update);
      },
      isEnded: () => false,
    },
    listener,
  );
}

/** The list after an update: what changed stays where it stands, what is new comes first. */
export function mergeListUpdate({ analyses }: AnalysisList, { sequence, changed, gone }: ListUpdate): AnalysisList {
  const left = new Map(changed.map((analysis) => [analysis.id, analysis]));
  const removed = new Set(gone);
  const kept = analyses
    .filter(({ id }) => !removed.has(id))
    .map((analysis) => {
      const now = left.get(analysis.id) ?? analysis;
      left.delete(analysis.id);
      return now;
    });
  return { analyses: [...left.values(), ...kept], sequence };
}

function updateIn(data: string): ListUpdate | undefined {
  try {
    return readDocument(listUpdateSchema, JSON.parse(data));
  } catch {
    return undefined;
  }
}

import {
  type AnalysisDocument,
  type AnalysisUpdate,
  analysisUpdateSchema,
} from "../../protocol/documents/analysis-document.ts";
import { readDocument } from "../../protocol/documents/document-schema.ts";
import { mergeUpdate } from "../../protocol/documents/merge-update.ts";
import type { RefusedError } from "../api/errors.ts";
import { getAnalysis } from "../api/requests.ts";
import { followStates } from "#page/follow-states";
import { type Connection, keepFollowing } from "./keep-following.ts";

export type { Connection } from "./keep-following.ts";

export interface AnalysisListener {
  onAnalysis(analysis: AnalysisDocument): void;
  onConnection(connection: Connection): void;
  /** As `FollowedListener.onRefused`. */
  onRefused(error: RefusedError): void;
}

/** Tells of an analysis as `keepFollowing` does, while it runs. @returns stops it */
export function streamAnalysis(id: string, listener: AnalysisListener): () => void {
  return keepFollowing<AnalysisDocument>(
    {
      load: () => getAnalysis(id),
      follow: ({ sequence }, states) => followStates(id, sequence, states),
      next: (analysis, data) => {
        const update = updateIn(data);
        return update === undefined ? "unreadable" : (mergeUpdate(analysis, update) ?? "gap");
      },
      isEnded: ({ status }) => status !== "running",
    },
    {
      onState: (analysis) => {
        listener.onAnalysis(analysis);
      },
      onConnection: (connection) => {
        listener.onConnection(connection);
      },
      onRefused: (error) => {
        listener.onRefused(error);
      },
    },
  );
}

/** Undefined if it is no update: what is fetched next tells whether the server is of another release. */
function updateIn(data: string): AnalysisUpdate | undefined {
  try {
    return readDocument(analysisUpdateSchema, JSON.parse(data));
  } catch {
    return undefined;
  }
}

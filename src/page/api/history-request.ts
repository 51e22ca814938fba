import { pathTo } from "#page/addresses";
import { type HistoryDocument, historySchema } from "../../protocol/documents/history-document.ts";
import { request } from "./requests.ts";

/** What the server has seen of the last hour. Rejects with `RefusedError` or `UnreachableError`. */
export function getHistory(): Promise<HistoryDocument> {
  return request(historySchema, "GET", pathTo("/operations/history"));
}

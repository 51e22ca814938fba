import {
  type DeadLetterList,
  deadLetterListSchema,
  type LaneList,
  laneListSchema,
  type RedriveReport,
  redriveReportSchema,
} from "../../protocol/documents/operations-document.ts";
import { pathTo } from "#page/addresses";
import { request } from "./requests.ts";

/** Requests of the page for whoever operates the services. All reject with `RefusedError` or `UnreachableError`. */

export function listLanes(): Promise<LaneList> {
  return request(laneListSchema, "GET", pathTo("/lanes"));
}

/** The oldest hundred. */
export function listDeadLetters(): Promise<DeadLetterList> {
  return request(deadLetterListSchema, "GET", pathTo("/dead-letters"));
}

export function redriveLetter(id: string): Promise<RedriveReport> {
  return request(redriveReportSchema, "POST", pathTo(`/dead-letters/${encodeURIComponent(id)}/redrive`));
}

export function redriveAllLetters(): Promise<RedriveReport> {
  return request(redriveReportSchema, "POST", pathTo("/dead-letters/redrive"), { all: true });
}

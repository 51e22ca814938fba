import type { DeadLetterList, LaneList, RedriveReport } from "../../protocol/documents/operations-document.ts";
import { request } from "./requests.ts";

/** Requests of the page for whoever operates the services. All reject with `RefusedError` or `UnreachableError`. */

export async function listLanes(): Promise<LaneList> {
  return (await request("GET", "/lanes")) as LaneList;
}

/** The oldest hundred. */
export async function listDeadLetters(): Promise<DeadLetterList> {
  return (await request("GET", "/dead-letters")) as DeadLetterList;
}

export async function redriveLetter(id: string): Promise<RedriveReport> {
  return (await request("POST", `/dead-letters/${encodeURIComponent(id)}/redrive`)) as RedriveReport;
}

export async function redriveAllLetters(): Promise<RedriveReport> {
  return (await request("POST", "/dead-letters/redrive", { all: true })) as RedriveReport;
}

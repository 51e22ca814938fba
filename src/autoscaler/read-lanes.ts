import { type LaneDocument, laneListSchema } from "../protocol/documents/operations-document.ts";
import { readDocument } from "../protocol/documents/document-schema.ts";
import { ask, jsonOf, WrongAnswerError } from "./ask.ts";

/** The lanes of a plotter, by name. */
export type Lanes = ReadonlyMap<string, Pick<LaneDocument, "waiting" | "inFlight">>;

/**
 * Asks a plotter how full its lanes are.
 *
 * @param plotterUrl may have a path, where the plotter stands behind a proxy
 * @throws {PeerUnreachableError} @throws {WrongAnswerError} @throws {MalformedDocumentError}
 */
export async function readLanes(plotterUrl: string, signal: AbortSignal, limitMs: number): Promise<Lanes> {
  const url = new URL("lanes", plotterUrl.endsWith("/") ? plotterUrl : `${plotterUrl}/`);
  const answer = await ask(url, { signal, limitMs });
  if (answer.status !== 200)
    throw new WrongAnswerError(`${url.href} answers with ${answer.status}: ${answer.text.slice(0, 300)}`);
  const { lanes } = readDocument(laneListSchema, jsonOf(answer, url));
  return new Map(lanes.map((lane) => [lane.name, lane]));
}

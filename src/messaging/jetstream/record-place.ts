import type { Origin } from "../port.ts";
import { analysisOf, originOf, STREAMS } from "./names.ts";
import type { StoredMessage } from "./stream-reader.ts";

/** What a subject says of the records that stand under it. */
export interface RecordPlace {
  readonly analysis: string;
  readonly origin: Origin | undefined;
  /** `former`: of earlier versions. `relayed`: in the stream, though it takes no such subject. */
  readonly kind: "own" | "former" | "relayed";
}

/** Of no event: nobody is known to have written it. */
const RELAYED: Origin = { kind: "relayed" };

export function placeOf(subject: string): RecordPlace {
  const tokens = subject.split(".").length;
  const isResult = subject.startsWith("hzz.results.");
  const kind = isResult && tokens === 4 ? "own" : isResult && tokens === 3 ? "former" : "relayed";
  return { analysis: analysisOf(subject), origin: kind === "own" ? originOf(subject) : undefined, kind };
}

/**
 * A user who may not write under a subject can have the server write there what is in another stream, as the answer to a question of his. It
 * does not stand there as one who may would have written it: without what only this stream takes, or, on a server of 2.9, under its own subject.
 */
export function provenOrigin({ headers }: Pick<StoredMessage, "headers">, place: RecordPlace): Origin | undefined {
  if (place.kind === "former") return undefined;
  return place.kind === "own" && headers?.get("Nats-Expected-Stream") === STREAMS.results ? place.origin : RELAYED;
}

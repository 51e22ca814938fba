import { BrokerRefusedError } from "../errors.ts";

/** What the server says of a delivery in its reply subject. */
export interface DeliveryFacts {
  /** 1 for the first. */
  readonly deliveries: number;
  readonly streamSequence: number;
  /** Counts the deliveries of this consumer without a gap. */
  readonly consumerSequence: number;
  readonly storedAt: Date;
  /** Messages for this consumer that come after this one. */
  readonly pending: number;
}

/**
 * Reads `$JS.ACK.<stream>.<consumer>.<deliveries>.<stream seq>.<consumer seq>.<time in ns>.<pending>`, or its longer form with
 * domain and account before the stream and more after `pending`.
 * @throws {BrokerRefusedError} if it is neither.
 */
export function parseAckReply(reply: string | undefined): DeliveryFacts {
  const tokens = reply?.split(".") ?? [];
  const start = tokens.length === 9 ? 4 : 6;
  const [deliveries, streamSequence, consumerSequence, time, pending] = tokens.slice(start, start + 5).map(Number);
  const isAck = tokens[0] === "$JS" && tokens[1] === "ACK";
  if (!isAck || pending === undefined || Number.isNaN(pending) || !Number.isSafeInteger(streamSequence))
    throw new BrokerRefusedError("a pull", `the reply subject "${reply ?? ""}" is in no form that this build knows`);
  return {
    deliveries: deliveries!,
    streamSequence: streamSequence!,
    consumerSequence: consumerSequence!,
    storedAt: new Date(time! / 1e6),
    pending,
  };
}

export const ACK = "+ACK";
export const TERM = "+TERM";
export const IN_PROGRESS = "+WPI";

/** "Not now": deliver again after so many milliseconds. */
export function nak(delayMs: number): string {
  return delayMs > 0 ? `-NAK {"delay": ${Math.ceil(delayMs) * 1_000_000}}` : "-NAK";
}

import {
  AckPolicy,
  type ConsumerConfig,
  DeliverPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
} from "@nats-io/jetstream";
import { type MsgHdrs, nanos } from "@nats-io/transport-node";
import { BrokerClosedError, BrokerRefusedError, BrokerUnavailableError } from "../errors.ts";
import { parseAckReply } from "./jetstream-item.ts";
import { ReadAhead } from "./read-ahead.ts";
import type { JetStreamLink } from "./server-link.ts";

const REPAIR_PAUSE_MS = 250;
/** The server forgets a reader that did not pull for so long; it then starts again where it was. */
const FORGET_READER_MS = 60_000;

export interface StoredMessage {
  readonly sequence: number;
  readonly subject: string;
  readonly headers: MsgHdrs | undefined;
  readonly body: Uint8Array;
  readonly storedAt: Date;
}

/** Which message it was: another one may get its number in another stream. */
export type ReadMessage = Pick<StoredMessage, "sequence" | "storedAt">;

export interface ReadOptions {
  readonly stream: string;
  /** Only messages under this subject; without it, all. */
  readonly subject?: string;
  readonly from: number;
  /** Last sequence number to read; without it, the reader waits for more. */
  readonly until?: number;
  readonly signal?: AbortSignal;
  /** Aborted when another stream is found under the name; its reason is thrown. */
  readonly replaced: AbortSignal;
  /** The message before the first one, if it was read. */
  readonly last?: ReadMessage | undefined;
  /** Looks whether it is still the same stream, before a reader goes on after a loss. */
  readonly recheck: () => Promise<void>;
  /** Told of a message that is not the one which was read under its number; aborts `replaced`. */
  readonly isOther: (found: string, expected: string) => void;
}

/**
 * Messages of a stream in their order, without a gap, each once.
 *
 * A consumer without a memory of its own on the server; whenever it is lost (restart, lost connection, a slow reader), or a
 * delivery is missing, another one goes on after the last message that was yielded.
 * The last message that was yielded is looked at once more then: it must be the same.
 * @throws {LogReplacedError} if it is not, or if the stream is found to be another one. @throws {BrokerClosedError} when the connection is closed under it. @throws {BrokerPermissionError} if the user lacks a right. A
 * broker that is away is waited for.
 */
export async function* readStream(
  link: JetStreamLink,
  options: ReadOptions,
): AsyncGenerator<StoredMessage, void, undefined> {
  const { replaced, stream } = options;
  let next = Math.max(options.from, 1);
  let { last } = options;
  const either = options.signal === undefined ? replaced : AbortSignal.any([options.signal, replaced]);
  for (let opened = 0; ; opened++) {
    if (link.isClosed()) throw new BrokerClosedError(`reading ${stream}`);
    if (options.signal?.aborted === true) return;
    // Of a server that is away, opening the consumer tells.
    if (opened > 0) await options.recheck().catch(() => undefined);
    replaced.throwIfAborted();
    const consumer = await openConsumer(link, options, last === undefined ? next : last.sequence);
    // Closed while it was opened: the start of the loop says so.
    if (consumer === undefined || link.isClosed()) continue;
    const isBounded = options.until !== undefined;
    // Everything that was to come has been removed from the stream.
    if (isBounded && consumer.pending === 0) return;
    const ahead = new ReadAhead(link, options.stream, consumer.name, { signal: either, endsIdle: isBounded });
    try {
      for (let expected = 1; ; expected++) {
        const message = await ahead.take();
        if (message === undefined) break;
        const facts = parseAckReply(message.reply);
        if (facts.consumerSequence !== expected) break;
        const { subject, headers, data: body } = message;
        const { streamSequence: sequence, storedAt } = facts;
        if (sequence === last?.sequence && storedAt.getTime() !== last.storedAt.getTime())
          options.isOther(describe({ sequence, storedAt }), describe(last));
        replaced.throwIfAborted();
        const beyond = options.until !== undefined && sequence > options.until;
        // A start beyond the end may be answered with what comes before it.
        if (sequence >= next && !beyond) {
          next = sequence + 1;
          last = { sequence, storedAt };
          yield { sequence, subject, headers, body, storedAt };
        }
        if (options.until !== undefined && (sequence >= options.until || facts.pending === 0)) return;
      }
    } finally {
      ahead.close();
      // Without this it goes by itself, later; so whether it succeeds does not matter.
      link.jsm.consumers.delete(options.stream, consumer.name).catch(() => undefined);
    }
  }
}

function describe({ sequence, storedAt }: ReadMessage): string {
  return `message ${sequence} of ${storedAt.toISOString()}`;
}

/** A new consumer and how much it will get, or undefined if the broker was away. */
async function openConsumer(
  link: JetStreamLink,
  options: ReadOptions,
  from: number,
): Promise<{ readonly name: string; readonly pending: number } | undefined> {
  const config: Partial<ConsumerConfig> = {
    ack_policy: AckPolicy.None,
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: from,
    inactive_threshold: nanos(FORGET_READER_MS),
    mem_storage: true,
    num_replicas: 1,
    ...(options.subject === undefined ? {} : { filter_subject: options.subject }),
  };
  try {
    return await link.ask(`reading ${options.stream}`, async () => {
      const { name, num_pending: pending } = await link.jsm.consumers.add(options.stream, config);
      return { name, pending };
    });
  } catch (error) {
    if (!isAbsence(error)) throw error;
    await new Promise((resolve) => setTimeout(resolve, REPAIR_PAUSE_MS));
    return undefined;
  }
}

/** Whether the server is away or not ready yet, as opposed to one that says no. */
function isAbsence(error: unknown): boolean {
  if (error instanceof BrokerUnavailableError) return true;
  const { cause } = error instanceof BrokerRefusedError ? error : { cause: undefined };
  return cause instanceof JetStreamApiError && cause.status >= 500 && cause.code !== JetStreamApiCodes.StreamNotFound;
}

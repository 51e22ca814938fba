import { checkedBroker } from "./checked-broker.ts";
import { deadLetterQueue } from "./dead-letter-queue.ts";
import { type JetStreamSettings, parseBrokerUrl } from "./jetstream/broker-url.ts";
import { DeadLetters, HEADER_ROOM } from "./jetstream/dead-letters.ts";
import { LaneWork } from "./jetstream/lane-work.ts";
import { Recipes } from "./jetstream/recipes.ts";
import { ResultsLog } from "./jetstream/results-log.ts";
import { JetStreamLink } from "./jetstream/server-link.ts";
import { StreamWatch } from "./jetstream/stream-watch.ts";
import { DEDUP_WINDOW_MS } from "./jetstream/streams.ts";
import type { Broker, OpenOptions } from "./port.ts";

/** A processor gives a sign of life every 10 s then, and what a killed one held is back after half a minute. */
const DEFAULT_ACK_WAIT_MS = 30_000;

/**
 * Opens a connection to NATS JetStream and makes the streams if they are not there.
 *
 * @param url `nats://`, `tls://`, `ws://` or `wss://`, see `parseBrokerUrl`.
 * @throws {InvalidBrokerUrlError | BrokerSetupError | BrokerPermissionError} (as a rejection).
 */
export async function openJetStreamBroker(
  url: string,
  overrides: Partial<JetStreamSettings> & OpenOptions = {},
): Promise<Broker> {
  const { connection, settings } = parseBrokerUrl(url);
  const { replicas, ackWaitMs, updates } = {
    ...{ replicas: 1, ackWaitMs: DEFAULT_ACK_WAIT_MS, updates: false },
    ...settings,
    ...overrides,
  };
  const link = await JetStreamLink.open(connection);
  let streams: StreamWatch;
  try {
    streams = await StreamWatch.open(link, replicas, updates);
  } catch (error) {
    await link.close();
    throw error;
  }
  const dead = new DeadLetters(link);
  const broker: Broker = {
    capabilities: Object.freeze({
      dedupWindowMs: DEDUP_WINDOW_MS,
      ackWaitMs,
      maxBodyBytes: (link.nc.info?.max_payload ?? 2 ** 20) - HEADER_ROOM,
      cancelsAtOnce: true,
      trimsLog: true,
      tellsOrigin: true,
    }),
    remarks: streams.remarks,
    work: new LaneWork(link, dead, { ackWaitMs, streams }),
    log: new ResultsLog(link, streams),
    deadLetters: deadLetterQueue(dead),
    recipes: new Recipes(link),
    async checkReachable() {
      await link.checkReachable();
      streams.check("checkReachable");
    },
    [Symbol.asyncDispose]: () => link.close(),
  };
  return checkedBroker(broker, () => link.isClosed());
}

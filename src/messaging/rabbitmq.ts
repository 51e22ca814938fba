import type { Channel, ChannelModel } from "amqplib";
import { checkedBroker } from "./checked-broker.ts";
import { deadLetterQueue } from "./dead-letter-queue.ts";
import { BrokerIncompleteError } from "./errors.ts";
import type { Broker } from "./port.ts";
import { parseBrokerUrl, type RabbitMqSettings } from "./rabbitmq/broker-url.ts";
import { CancellationCount } from "./rabbitmq/cancellation-count.ts";
import { NAMES } from "./rabbitmq/names.ts";
import { LaneWork } from "./rabbitmq/lane-work.ts";
import { Publisher } from "./rabbitmq/publisher.ts";
import { Recipes } from "./rabbitmq/recipes.ts";
import { ResultsLog } from "./rabbitmq/results-log.ts";
import { RabbitMqLink } from "./rabbitmq/server-link.ts";
import { SharedObjects } from "./rabbitmq/shared-objects.ts";
import { ensureShared, Lanes } from "./rabbitmq/topology.ts";

/** A processor gives a sign of life every 10 s then, and what a silent one held is back after half a minute. */
const DEFAULT_ACK_WAIT_MS = 30_000;
/** About the same as with NATS, so that what works here works there; it also bounds what readers hold ahead. */
const MAX_BODY_BYTES = 2 ** 20;

/**
 * Opens a connection to RabbitMQ and makes the streams and queues if they are not there.
 * @param url `amqp://` or `amqps://`, see `parseBrokerUrl`.
 * @param overrides before what the URL says; `newQueueWaitMs` shortens the wait after a queue is made (topology.ts), for tests
 * that kill no server.
 * @throws {InvalidBrokerUrlError | BrokerSetupError} (as a rejection).
 */
export async function openRabbitMqBroker(
  url: string,
  overrides: Partial<RabbitMqSettings> & { readonly newQueueWaitMs?: number } = {},
): Promise<Broker> {
  const { connection, settings } = parseBrokerUrl(url);
  const { ackWaitMs, heartbeatS } = {
    ackWaitMs: DEFAULT_ACK_WAIT_MS,
    heartbeatS: undefined,
    ...settings,
    ...overrides,
  };
  // A frozen process is given up after two to three heartbeats, which should not be much longer than the ack wait.
  const options = { connection, heartbeatS: heartbeatS ?? Math.min(10, Math.max(1, Math.round(ackWaitMs / 3000))) };
  const { newQueueWaitMs } = overrides;
  const prepare = (model: ChannelModel) => ensureShared(model, newQueueWaitMs);
  const publishing = await RabbitMqLink.open({ ...options, purpose: "publishes", prepare });
  try {
    const consuming = await RabbitMqLink.open({ ...options, purpose: "consumes", prepare });
    const shared = new SharedObjects(consuming, newQueueWaitMs);
    return connect({ publishing, consuming, shared, lanes: new Lanes(publishing, newQueueWaitMs), ackWaitMs });
  } catch (error) {
    await publishing.close();
    throw error;
  }
}

interface Parts {
  readonly publishing: RabbitMqLink;
  readonly consuming: RabbitMqLink;
  readonly shared: SharedObjects;
  readonly lanes: Lanes;
  readonly ackWaitMs: number;
}

/** Two connections, since a server that is short of disk or memory, or too busy, holds up those that publish. */
function connect({ publishing, consuming, shared, lanes, ackWaitMs }: Parts): Broker {
  const publisher = new Publisher(publishing, () => shared.restore());
  const count = new CancellationCount(publishing, publisher);
  const work = new LaneWork({ publishing, consuming, publisher, lanes, count, ackWaitMs });
  const log = new ResultsLog(consuming, publisher);
  const broker: Broker = {
    capabilities: Object.freeze({
      dedupWindowMs: 0,
      ackWaitMs,
      maxBodyBytes: MAX_BODY_BYTES,
      cancelsAtOnce: false,
      trimsLog: false,
      // Rights are per queue, and all records stand in one: an origin would be what the writer claims.
      tellsOrigin: false,
    }),
    remarks: [],
    work,
    log,
    deadLetters: deadLetterQueue(work.deadLetters),
    recipes: new Recipes(consuming, publisher),
    async checkReachable() {
      // A question about nothing, which any server answers.
      const question = (channel: Channel) => channel.prefetch(0);
      await Promise.all([publishing.checkReachable(question), consuming.checkReachable(() => shared.check())]);
      if (log.isInDoubt)
        throw new BrokerIncompleteError("checkReachable", [
          `it is not known yet whether ${NAMES.results} is the log that was read`,
        ]);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([consuming.close(), publishing.close()]);
    },
  };
  return checkedBroker(broker, () => consuming.isClosed());
}

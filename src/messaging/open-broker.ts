import { UnknownBrokerError } from "./errors.ts";
import { openJetStreamBroker } from "./jetstream.ts";
import { createMemoryBroker } from "./memory.ts";
import type { Broker, OpenOptions } from "./port.ts";
import { openRabbitMqBroker } from "./rabbitmq.ts";

/** What the scheme of a URL tells of a broker. */
interface Scheme {
  readonly open: (url: string, options: OpenOptions) => Promise<Broker>;
  /** Other processes can use the same broker. */
  readonly isShared: boolean;
  /** It also has the queues of programs that know nothing of this one, see `PlainQueues`. */
  readonly hasPlainQueues: boolean;
}

const memory: Scheme = {
  open: () => Promise.resolve(createMemoryBroker()),
  isShared: false,
  hasPlainQueues: false,
};
const nats: Scheme = { open: openJetStreamBroker, isShared: true, hasPlainQueues: false };
const rabbitMq: Scheme = { open: (url) => openRabbitMqBroker(url), isShared: true, hasPlainQueues: true };

/** A new adapter is one file and one line here. */
const SCHEMES: Readonly<Record<string, Scheme>> = {
  "memory:": memory,
  "nats:": nats,
  "tls:": nats,
  "ws:": nats,
  "wss:": nats,
  "amqp:": rabbitMq,
  "amqps:": rabbitMq,
};

/**
 * Opens the broker that a URL names, such as `memory:`. The caller disposes it.
 * @throws {UnknownBrokerError} (as a rejection) listing the known schemes; never shows more of the URL than its scheme, since
 * the rest may hold a password.
 */
export async function openBroker(url: string, options: OpenOptions = {}): Promise<Broker> {
  const scheme = schemeOf(url);
  if (scheme === undefined)
    throw new UnknownBrokerError(prefixOf(url) ?? "a URL without a scheme", Object.keys(SCHEMES));
  return scheme.open(url, options);
}

/** Whether other processes can use the broker of this URL. True also for an unknown broker, which is refused when it is opened. */
export function isSharedBroker(url: string): boolean {
  return schemeOf(url)?.isShared ?? true;
}

/** Whether the server of this URL can have the queues of other programs. */
export function hasPlainQueues(url: string): boolean {
  return schemeOf(url)?.hasPlainQueues ?? false;
}

function schemeOf(url: string): Scheme | undefined {
  const prefix = prefixOf(url);
  return prefix === undefined ? undefined : SCHEMES[prefix];
}

function prefixOf(url: string): string | undefined {
  return /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(url)?.[0].toLowerCase();
}

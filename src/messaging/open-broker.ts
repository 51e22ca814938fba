import { UnknownBrokerError } from "./errors.ts";
import { openJetStreamBroker } from "./jetstream.ts";
import { createMemoryBroker } from "./memory.ts";
import type { Broker } from "./port.ts";
import { openRabbitMqBroker } from "./rabbitmq.ts";

/** How to open a broker, by the scheme of its URL. A new adapter is one file and one line here. */
const OPENERS: Readonly<Record<string, (url: string) => Promise<Broker>>> = {
  "memory:": () => Promise.resolve(createMemoryBroker()),
  "nats:": (url) => openJetStreamBroker(url),
  "tls:": (url) => openJetStreamBroker(url),
  "amqp:": (url) => openRabbitMqBroker(url),
  "amqps:": (url) => openRabbitMqBroker(url),
};

/**
 * Opens the broker that a URL names, such as `memory:`. The caller disposes it.
 * @throws {UnknownBrokerError} (as a rejection) listing the known schemes; never shows more of the URL than its scheme, since
 * the rest may hold a password.
 */
export async function openBroker(url: string): Promise<Broker> {
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(url)?.[0].toLowerCase();
  const open = scheme === undefined ? undefined : OPENERS[scheme];
  if (open === undefined) throw new UnknownBrokerError(scheme ?? "a URL without a scheme", Object.keys(OPENERS));
  return open(url);
}

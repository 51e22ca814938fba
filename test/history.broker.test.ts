import { jetstream } from "@nats-io/jetstream";
import { connect as connectNats, headers as natsHeaders } from "@nats-io/transport-node";
import { connect as connectAmqp, type Options } from "amqplib";
import { expect, it } from "vitest";
import { createLedger } from "../src/ledger/ledger.ts";
import { openBroker } from "../src/messaging/open-broker.ts";
import { decodeLogEvent } from "../src/protocol/codec.ts";
import { brokers, outcomesOf, recordsOf, releases, type StoredRecord } from "./history/history.ts";
import { makeFormerLog } from "./support/former-log.ts";
import { startNatsServer } from "./support/nats-server.ts";
import { startRabbitMqServer } from "./support/rabbitmq-server.ts";

/** Puts records back as they were, past the adapter. */
const restore = {
  nats: async (url: string, records: readonly StoredRecord[]) => {
    const nc = await connectNats({ servers: url });
    await makeFormerLog(nc);
    const js = jetstream(nc);
    for (const { subject, headers: fields, body } of records) {
      const headers = natsHeaders();
      for (const [name, value] of Object.entries(fields)) headers.set(name, String(value));
      await js.publish(subject!, Buffer.from(body, "base64"), { headers });
    }
    await nc.close();
  },
  rabbitmq: async (url: string, records: readonly StoredRecord[]) => {
    const connection = await connectAmqp(url);
    const channel = await connection.createConfirmChannel();
    for (const { headers, properties, body } of records)
      channel.sendToQueue("hzz.results", Buffer.from(body, "base64"), { ...properties, headers } as Options.Publish);
    await channel.waitForConfirms();
    await connection.close();
  },
};
const start = { nats: () => startNatsServer(), rabbitmq: () => startRabbitMqServer() };
const logs = releases().flatMap((release) => brokers.map((broker) => ({ release, broker })));

it.each(logs)(
  "the log of release $release is read from $broker as it was written",
  { timeout: 120_000 },
  async (log) => {
    const server = await start[log.broker]();
    try {
      if (log.broker === "rabbitmq") await (await openBroker(server.url))[Symbol.asyncDispose]();
      await restore[log.broker](server.url, recordsOf(log.release, log.broker));
      await using broker = await openBroker(server.url, { updates: true });
      const statuses: Record<string, string> = {};
      for (const { id } of outcomesOf(log.release)) {
        const ledger = createLedger(id);
        for await (const { body } of broker.log.read(id)) ledger.apply(decodeLogEvent(body));
        statuses[id] = ledger.status;
      }
      expect(statuses).toEqual(Object.fromEntries(outcomesOf(log.release).map(({ id, status }) => [id, status])));
    } finally {
      await server.remove();
    }
  },
);

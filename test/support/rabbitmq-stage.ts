import { type ChannelModel, connect } from "amqplib";
import { onTestFinished } from "vitest";
import { Stage } from "../../src/messaging/contract/stage.ts";
import { openRabbitMqBroker } from "../../src/messaging/rabbitmq.ts";
import { startRabbitMqServer, type TestRabbitMqServer } from "./rabbitmq-server.ts";

/** A slow machine takes its time for the start of a server. */
export const WITH_OWN_SERVER = { timeout: 200_000 };

/** Everything here is released with the test that asked for it. */
export async function stageOn(
  url: string,
  settings: { readonly heartbeatS?: number; readonly newQueueWaitMs?: number } = {},
): Promise<Stage> {
  const open = () => openRabbitMqBroker(url, settings);
  const stage = new Stage({ broker: await open(), connectAnother: open });
  onTestFinished(() => stage.close());
  return stage;
}

/** A server that nobody else uses; see `startRabbitMqServer`. */
export async function ownServer(settings: readonly string[] = []): Promise<TestRabbitMqServer> {
  const own = await startRabbitMqServer(settings);
  onTestFinished(() => own.remove());
  return own;
}

/** A connection as others have it, who know nothing of ours. */
export async function plainConnection(url: string): Promise<ChannelModel> {
  const connection = await connect(url);
  onTestFinished(() => connection.close());
  return connection;
}

/** How long it takes until a promise is settled, in whichever way. */
export async function millisecondsOf(promise: Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await promise.catch(() => undefined);
  return performance.now() - begun;
}

export function isReachable({ broker }: Stage): Promise<boolean> {
  return broker.checkReachable().then(
    () => true,
    () => false,
  );
}

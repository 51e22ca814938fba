import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ChannelModel } from "amqplib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../../test/support/free-ports.ts";
import { startRabbitMqServer, type TestRabbitMqServer } from "../../../test/support/rabbitmq-server.ts";
import { ownServer, plainConnection, stageOn, WITH_OWN_SERVER } from "../../../test/support/rabbitmq-stage.ts";
import { startTcpProxy } from "../../../test/support/tcp-proxy.ts";
import { BrokerSetupError, InvalidBrokerUrlError } from "../errors.ts";
import { openRabbitMqBroker } from "../rabbitmq.ts";
import { parseBrokerUrl } from "./broker-url.ts";
import { laneQueue, NAMES } from "./names.ts";
import { RabbitMqLink } from "./server-link.ts";

/** As when the server is gone. */
function breakOff({ connection }: ChannelModel): void {
  (connection as ChannelModel["connection"] & { readonly stream: Socket }).stream.destroy(new Error("broken off"));
}

/** One server for those that need no other settings, with TLS beside plain connections. */
let own: TestRabbitMqServer;
let folder: string;
let certificate: string;
let tlsPort: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hzz-tls-"));
  const key = join(folder, "key.pem");
  certificate = join(folder, "certificate.pem");
  const request = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=hzz-test -addext subjectAltName=IP:127.0.0.1";
  execFileSync("openssl", [...request.split(" "), "-keyout", key, "-out", certificate], { stdio: "ignore" });
  tlsPort = await freePort();
  own = await startRabbitMqServer([
    `listeners.ssl.1 = 127.0.0.1:${tlsPort}`,
    `ssl_options.keyfile = ${key}`,
    `ssl_options.certfile = ${certificate}`,
  ]);
}, WITH_OWN_SERVER.timeout);

afterAll(async () => {
  await own.remove();
  await rm(folder, { recursive: true });
});

describe("opening the RabbitMQ broker", () => {
  it("refuses a queue that is something else, says what, and leaves it alone", WITH_OWN_SERVER, async () => {
    const channel = await (await plainConnection(own.url)).createChannel();
    await channel.assertQueue(laneQueue({ lane: "zz", turn: 0 }), { durable: true });
    const stage = await stageOn(own.url);
    const publishing = expect(stage.publish("item", { lane: "zz" })).rejects;
    await publishing.toBeInstanceOf(BrokerSetupError);
    await publishing.toThrow(/hzz\.work\.zz.*inequivalent arg.*virtual host/s);
    await stage.publish("item");
    await channel.deleteQueue(NAMES.results);
    await channel.assertQueue(NAMES.results, { durable: true });
    const opening = expect(openRabbitMqBroker(own.url)).rejects;
    await opening.toBeInstanceOf(BrokerSetupError);
    await opening.toThrow(/hzz\.results/);
    expect((await channel.checkQueue(NAMES.results)).messageCount).toBe(0);
    // Others find the server as it was.
    for (const queue of [laneQueue({ lane: "zz", turn: 0 }), NAMES.results]) await channel.deleteQueue(queue);
  });

  it(
    "uses the virtual host and the login of the URL, and says which of them is wrong, without the password",
    WITH_OWN_SERVER,
    async () => {
      const other = await ownServer(["default_vhost = at/las", "default_user = me", "default_pass = s@cret"]);
      const at = (login: string, path: string) => other.url.replace("amqp://", `amqp://${login}@`) + path;
      const stage = await stageOn(at("me:s%40cret", "/at%2Flas"));
      await stage.append("record");
      expect(await stage.read()).toEqual(["record"]);
      for (const [url, shown] of [
        [at("me:wrongpass", "/at%2Flas"), /ACCESS.REFUSED/],
        [at("me:s%40cret", "/other"), /"other"/],
      ] as const) {
        const opening = expect(openRabbitMqBroker(url)).rejects;
        await opening.toBeInstanceOf(BrokerSetupError);
        await opening.toThrow(shown);
        await opening.not.toThrow(/cret|wrongpass/);
      }
    },
  );

  it("speaks TLS, and only with a server that an authority it trusts vouches for", WITH_OWN_SERVER, async () => {
    const url = `amqps://127.0.0.1:${tlsPort}`;
    const stage = await stageOn(`${url}?caFile=${encodeURIComponent(certificate)}`);
    await stage.append("record");
    expect(await stage.read()).toEqual(["record"]);
    const opening = expect(openRabbitMqBroker(url)).rejects;
    await opening.toBeInstanceOf(BrokerSetupError);
    await opening.toThrow(/self-signed certificate/);
    await expect(openRabbitMqBroker(`${url}?caFile=${encodeURIComponent(folder)}`)).rejects.toThrow(/caFile/);
  });

  it(
    "says where it found no server, without the login, and finds the one that is there among several",
    WITH_OWN_SERVER,
    async () => {
      const proxy = await startTcpProxy(own.port);
      await proxy.cut();
      const opening = expect(openRabbitMqBroker(`amqp://user:secret@127.0.0.1:${proxy.port}`)).rejects;
      await opening.toBeInstanceOf(BrokerSetupError);
      await opening.toThrow(`127.0.0.1:${proxy.port}`);
      await opening.not.toThrow(/secret/);
      const stage = await stageOn(`amqp://127.0.0.1:${proxy.port},127.0.0.1:${own.port}`);
      await stage.broker.checkReachable();
    },
  );

  it("connects once more if the connection is lost before anybody could use it", WITH_OWN_SERVER, async () => {
    let made = 0;
    const { connection } = parseBrokerUrl(own.url);
    const link = await RabbitMqLink.open({
      ...{ connection, heartbeatS: 10, purpose: "is cut off" },
      prepare: async (model) => {
        if (++made !== 2) return;
        const lost = new Promise((resolve) => model.once("close", resolve));
        breakOff(model);
        await lost;
      },
    });
    await link.onConnection("cutting", (model) => {
      breakOff(model);
      return Promise.resolve();
    });
    await expect.poll(() => made).toBe(3);
    await link.ask("asking", () => Promise.resolve());
    await link.close();
  });

  it.each(["amqp://", "amqp://host?colour=red", "amqp://me:%zzsecret@host"])("refuses the URL %s", async (url) => {
    await expect(openRabbitMqBroker(url)).rejects.toBeInstanceOf(InvalidBrokerUrlError);
  });
});

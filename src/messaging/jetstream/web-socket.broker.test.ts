import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { freePort } from "../../../test/support/free-ports.ts";
import { type NatsServerConfig, startNatsServer, type TestNatsServer } from "../../../test/support/nats-server.ts";
import { describeBrokerContract } from "../contract.ts";
import { gate, Stage, until } from "../contract/stage.ts";
import { BrokerSetupError, BrokerUnavailableError } from "../errors.ts";
import { openJetStreamBroker } from "../jetstream.ts";

let server: TestNatsServer;
let url: string;

beforeAll(async () => {
  const port = await freePort();
  server = await startNatsServer({ config: configOf(`listen: "127.0.0.1:${port}", no_tls: true`) });
  url = `ws://127.0.0.1:${port}`;
});

afterAll(() => server.remove());

function configOf(webSocket: string, more = ""): NatsServerConfig {
  const text = `jetstream: { store_dir: "STORE" }\nwebsocket: { ${webSocket} }\n${more}`;
  return { files: { "server.conf": text }, main: "server.conf" };
}

/** A server of a test's own. */
async function startWith(webSocket: string, more = ""): Promise<{ own: TestNatsServer; port: number }> {
  const port = await freePort();
  const own = await startNatsServer({ config: configOf(`listen: "127.0.0.1:${port}", ${webSocket}`, more) });
  onTestFinished(() => own.remove());
  return { own, port };
}

describeBrokerContract("the JetStream broker over WebSocket", async ({ ackWaitMs = 60_000 }) => {
  const open = () => openJetStreamBroker(url, { ackWaitMs });
  return { broker: await open(), connectAnother: open };
});

describe("the JetStream broker over WebSocket", () => {
  it("goes on by itself when the server was killed and started again, and loses nothing", async () => {
    const { own, port } = await startWith("no_tls: true");
    const open = () => openJetStreamBroker(`ws://127.0.0.1:${port}`, { ackWaitMs: 60_000 });
    const stage = new Stage({ broker: await open(), connectAnother: open });
    onTestFinished(() => stage.close());
    const inHand = gate();
    const verdict = gate();
    const running = stage.consume(async () => {
      inHand.open();
      await verdict.opened;
      return { kind: "done" };
    });
    await stage.publish("item");
    await inHand.opened;
    await stage.append("before");
    await own.kill();
    await expect(stage.append("during")).rejects.toBeInstanceOf(BrokerUnavailableError);
    await own.start();
    await stage.append("during");
    verdict.open();
    await until("the item is settled", () => stage.isIdle());
    await running.stop();
    expect(await stage.read()).toEqual(["before", "during"]);
  });

  it("logs in with user and password, and shows neither where they are refused", async () => {
    const { port } = await startWith("no_tls: true", 'authorization: { user: "data", password: "p@ss" }');
    await using broker = await openJetStreamBroker(`ws://data:p%40ss@127.0.0.1:${port}`);
    await broker.checkReachable();
    const refused = expect(openJetStreamBroker(`ws://data:secret@127.0.0.1:${port}`)).rejects;
    await refused.toBeInstanceOf(BrokerSetupError);
    await refused.toThrow(/Authorization Violation.*login right/s);
    await refused.not.toThrow(/secret/);
  });

  it("says where it found no server, and that the port may be another one", async () => {
    const closed = await freePort();
    const opening = expect(openJetStreamBroker(`ws://data:secret@127.0.0.1:${closed}`)).rejects;
    await opening.toBeInstanceOf(BrokerSetupError);
    await opening.toThrow(new RegExp(`ws://127.0.0.1:${closed}.*ECONNREFUSED.*WebSocket listener`));
    await opening.not.toThrow(/secret/);
    await expect(openJetStreamBroker(`ws://127.0.0.1:${server.port}`)).rejects.toThrow(/WebSocket listener/);
    const web = createServer((_, response) => response.writeHead(404).end());
    onTestFinished(() => void web.close());
    await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
    const { port } = web.address() as AddressInfo;
    await expect(openJetStreamBroker(`ws://127.0.0.1:${port}/nats`)).rejects.toThrow(/404.*WebSocket listener/);
  });

  it("takes over TLS a certificate of an authority that it is given, and no other", async () => {
    const folder = await mkdtemp(join(tmpdir(), "hzz-wss-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const openssl = (command: string) => execFileSync("openssl", command.split(" "), { cwd: folder, stdio: "ignore" });
    openssl("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=hzz-ca -keyout ca-key.pem -out ca.pem");
    await writeFile(join(folder, "san"), "subjectAltName=DNS:localhost");
    openssl("req -newkey rsa:2048 -nodes -subj /CN=hzz -keyout key.pem -out server.csr");
    openssl("x509 -req -in server.csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 2 -extfile san -out cert.pem");
    const { port } = await startWith(
      `tls: { cert_file: "${join(folder, "cert.pem")}", key_file: "${join(folder, "key.pem")}" }`,
    );
    const trusting = `?caFile=${encodeURIComponent(join(folder, "ca.pem"))}`;
    await using broker = await openJetStreamBroker(`wss://localhost:${port}${trusting}`);
    await broker.checkReachable();
    const opening = (address: string) => expect(openJetStreamBroker(address)).rejects;
    await opening(`wss://localhost:${port}`).toThrow(/certificate.*caFile/s);
    await opening(`wss://127.0.0.1:${port}${trusting}`).toThrow(/altnames.*caFile/s);
    await opening(`ws://localhost:${port}`).toBeInstanceOf(BrokerSetupError);
    await opening(`wss://localhost:${port}${trusting}x`).toThrow(/caFile.*ENOENT/);
  });
});

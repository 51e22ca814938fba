import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { BrokerPermissionError, BrokerSetupError } from "../src/messaging/errors.ts";
import { openBroker } from "../src/messaging/open-broker.ts";
import { freePort } from "./support/free-ports.ts";
import { numbersOfDocument, numbersOfView, postAnalysis, waitForState } from "./support/http-plotter.ts";
import { deployedConfig, deployedFiles, type User, urlFor } from "./support/nats-deployed.ts";
import { type NatsServerConfig, startNatsServer } from "./support/nats-server.ts";
import { filesAtHand } from "./support/release-or-toy.ts";
import { runHzz } from "./support/run-hzz.ts";
import { runInProcess } from "./support/run-in-process.ts";
import { crowded, startServiceCluster } from "./support/service-cluster.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hzz-nats-tls-"));
  makeAuthority("ca");
  makeAuthority("other");
  await sign("server", "subjectAltName=DNS:localhost");
  await sign("elsewhere", "subjectAltName=DNS:nats.example");
  await sign("client", "extendedKeyUsage=clientAuth");
});
afterAll(() => rm(folder, { recursive: true }));

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

const file = (name: string): string => join(folder, name);

function openssl(command: string): void {
  execFileSync("openssl", command.split(" "), { cwd: folder, stdio: "ignore" });
}

function makeAuthority(name: string): void {
  openssl(`req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=hzz-${name} -keyout ${name}-key.pem -out ${name}.pem`);
}

/** A key, and a certificate of the authority `ca` with this extension. */
async function sign(name: string, extension: string): Promise<void> {
  await writeFile(file(`${name}.ext`), extension);
  openssl(`req -newkey rsa:2048 -nodes -subj /CN=hzz-${name} -keyout ${name}-key.pem -out ${name}.csr`);
  openssl(
    `x509 -req -in ${name}.csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 2 -extfile ${name}.ext -out ${name}.pem`,
  );
}

function tlsConfig(certificate = "server"): NatsServerConfig {
  const env = { NATS_TLS_CERT: file(`${certificate}.pem`), NATS_TLS_KEY: file(`${certificate}-key.pem`) };
  return deployedConfig("tls.conf", env);
}

/** @returns the URL of one of its users, with what stands behind the question mark. */
async function startTls(config = tlsConfig()) {
  const server = await startNatsServer({ config });
  cleanUp.push(() => server.remove());
  return (user: User, query = "") => urlFor(overTls(server.url), user) + query;
}

/** By its name, which stands in the certificate. */
function overTls(url: string): string {
  return url.replace("nats://127.0.0.1", "tls://localhost");
}

const trusting = (authority: string): string => `?caFile=${encodeURIComponent(file(`${authority}.pem`))}`;

describe("a broker over TLS", () => {
  it("serves an analysis of services that trust its authority, with the same bits", { timeout: 120_000 }, async () => {
    const spec = crowded(1);
    const urlOf = await startTls();
    const broker = (service: string) => urlOf(service as User, trusting("ca"));
    const { plotter } = await startServiceCluster(broker, filesAtHand.placeSettings, (step) => cleanUp.push(step));
    const { summary } = await postAnalysis(plotter.url, spec);
    const document = await waitForState(plotter.url, summary.id, (now) => now.status !== "running");
    expect(document.status).toBe("complete");
    const { view } = await runInProcess(spec, filesAtHand);
    expect(numbersOfDocument(document)).toEqual(numbersOfView(view));
    // The authority may also be one that Node is told to trust.
    const env = { NODE_EXTRA_CA_CERTS: file("ca.pem") };
    const lanes = await runHzz(["lanes", "--json", "--broker", urlOf("operator")], { env });
    expect([lanes.code, lanes.stderr]).toEqual([0, ""]);
  });

  it("is refused where its authority is another one, or none that is known", async () => {
    const urlOf = await startTls();
    for (const query of [trusting("other"), ""]) {
      const opening = expect(openBroker(urlOf("plotter", query))).rejects;
      await opening.toBeInstanceOf(BrokerSetupError);
      await opening.toThrow(/certificate.*caFile/s);
      await opening.not.toThrow(/_Pw/);
    }
  });

  it("is refused where its certificate is for another host", async () => {
    const urlOf = await startTls(tlsConfig("elsewhere"));
    await expect(openBroker(urlOf("plotter", trusting("ca")))).rejects.toThrow(/certificate.*DNS:nats\.example/s);
  });

  it("is not spoken to in the clear, in neither direction", async () => {
    const urlOf = await startTls();
    const clear = urlOf("plotter").replace("tls://", "nats://");
    await expect(openBroker(clear)).rejects.toThrow(/certificate/);
    const plain = await startNatsServer({ config: deployedConfig("nats.conf") });
    cleanUp.push(() => plain.remove());
    const opening = expect(openBroker(urlFor(overTls(plain.url), "plotter"))).rejects;
    await opening.toBeInstanceOf(BrokerSetupError);
    await opening.toThrow(/tls/i);
  });

  it("is spoken to over WebSocket where it is told to listen for it, by the same users", async () => {
    const port = await freePort();
    const config = tlsConfig();
    const text = deployedFiles()["websocket.conf"]!.replace("port: 8443", `listen: "127.0.0.1:${port}"`);
    const server = await startNatsServer({
      config: { ...config, files: { ...config.files, "websocket.conf": text }, main: "websocket.conf" },
    });
    cleanUp.push(() => server.remove());
    await using plotter = await openBroker(urlFor(`wss://localhost:${port}`, "plotter") + trusting("ca"));
    await using data = await openBroker(urlFor(`wss://localhost:${port}`, "data") + trusting("ca"));
    await plotter.work.publish({ lane: "data", analysis: "a", run: 1, body: new Uint8Array(1), dedupKey: "1" });
    expect(await plotter.work.state("data")).toMatchObject({ waiting: 1 });
    const asPlotter = { lane: "zz", analysis: "a", run: 1, body: new Uint8Array(1), dedupKey: "1" };
    await expect(data.work.publish(asPlotter)).rejects.toBeInstanceOf(BrokerPermissionError);
  });

  it("says which file of the URL it cannot read", async () => {
    const urlOf = await startTls();
    await expect(openBroker(urlOf("plotter", trusting("missing")))).rejects.toThrow(/caFile.*ENOENT/);
  });

  it("asks the client for a certificate too where it is told to", async () => {
    const config = tlsConfig();
    const text = deployedFiles()["tls.conf"]!.replace("# ca_file:", "ca_file:").replace("# verify:", "verify:");
    const urlOf = await startTls({
      ...config,
      files: { ...config.files, "tls.conf": text },
      env: { ...config.env, NATS_TLS_CA: file("ca.pem") },
    });
    const own = `&certFile=${file("client.pem")}&keyFile=${file("client-key.pem")}`;
    await using broker = await openBroker(urlOf("plotter", trusting("ca") + own));
    await broker.checkReachable();
    await expect(openBroker(urlOf("plotter", trusting("ca")))).rejects.toBeInstanceOf(BrokerSetupError);
  });
});

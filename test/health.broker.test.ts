import { spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startService } from "./support/built-service.ts";
import { childEnvironment } from "./support/child-environment.ts";
import { startNatsServer, type TestNatsServer } from "./support/nats-server.ts";
import { startRabbitMqServer, type TestRabbitMqServer } from "./support/rabbitmq-server.ts";
import { distFolder } from "./support/run-in-process.ts";

const program = join(distFolder, "health.js");

let nats: TestNatsServer;
let rabbit: TestRabbitMqServer;
beforeAll(async () => {
  [nats, rabbit] = await Promise.all([startNatsServer(), startRabbitMqServer()]);
});
afterAll(() => Promise.all([nats.remove(), rabbit.remove()]));

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function health(name: string, env: Record<string, string>) {
  const child = spawn(process.execPath, [program, name], {
    env: childEnvironment(env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  expect(errors).toBe("");
  return { code: child.exitCode, out };
}

describe("health.js", () => {
  it.each([
    ["plotter", "The plotter takes requests", "HZZ_PORT"],
    ["processor", "The processor is ready", "HZZ_PROCESSOR_PORT"],
    ["bridge", "The bridge is up", "HZZ_BRIDGE_PORT"],
  ])(
    "is content with a %s from its start to its end, also while the broker is away",
    { timeout: 60_000 },
    async (name, message, portSetting) => {
      const env = { HZZ_BROKER: nats.url, HZZ_WORKERS: "1", HZZ_BRIDGE_URL: rabbit.url };
      const service = startService(`${name}.js`, { ...env, [portSetting]: "0" });
      ends.push(() => service.end());
      const { url } = await service.line(message);
      const { port } = new URL(String(url));
      const ask = () => health(name, { ...env, [portSetting]: port });
      await expect.poll(ask).toEqual({ code: 0, out: `${name}: it has started\n` });
      await nats.kill();
      try {
        const ready = async () => (await fetch(`${String(url)}/readyz`)).status;
        await expect.poll(ready).toBe(503);
        expect(await ask()).toMatchObject({ code: 0 });
      } finally {
        await nats.start();
      }
      await service.end();
      const { code, out } = await ask();
      expect(code).toBe(1);
      expect(out).toContain("ECONNREFUSED");
      expect(out.trimEnd()).not.toContain("\n");
    },
  );

  it("is small, since it is started again and again", () => {
    expect(statSync(program).size).toBeLessThan(100_000);
  });
});

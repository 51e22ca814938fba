import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseBrokerUrl } from "../src/messaging/jetstream/broker-url.ts";

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "hzz-secrets-")), "secrets");
});
afterEach(() => rm(join(folder, ".."), { recursive: true }));

const users = ["plotter", "data", "z-ttbar", "zz", "signal", "bridge", "operator"];

function makeSecrets(...options: string[]) {
  const script = join(import.meta.dirname, "../deploy/make-secrets.mjs");
  return spawnSync(process.execPath, [script, "--out", folder, ...options], { encoding: "utf8" });
}

async function contents(): Promise<Record<string, string>> {
  const names = await readdir(folder);
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  return Object.fromEntries(names.map((name, i) => [name, texts[i]!]));
}

describe("make-secrets", () => {
  it("gives each user one password, to the server and in the URL of its service", async () => {
    expect(makeSecrets().status).toBe(0);
    const { "nats-passwords.conf": passwords = "", "api-token": token = "", ...urls } = await contents();
    expect(Object.keys(urls).sort()).toEqual(users.map((user) => `broker-${user}`).sort());
    const seen = users.map((user) => {
      const { connection, settings } = parseBrokerUrl(urls[`broker-${user}`]!);
      expect([connection.servers, connection.user, settings]).toEqual([["nats:4222"], user, {}]);
      const variable = `NATS_${user.toUpperCase().replace("-", "_")}_PASSWORD`;
      expect(passwords.split("\n")).toContain(`${variable}: "${connection.pass ?? ""}"`);
      return connection.pass ?? "";
    });
    expect(new Set(seen).size).toBe(users.length);
    // NATS would take digits alone for a number, and a URL other characters for something else.
    for (const password of seen) expect(password).toMatch(/^[a-z][a-z0-9]{32}$/);
    expect(token).toMatch(/^[0-9a-f]{64}$/);
  });

  it("names three servers for a cluster, and gives them a login among themselves", async () => {
    expect(makeSecrets("--cluster").status).toBe(0);
    const { "broker-zz": url = "", "nats-routes.conf": routes = "" } = await contents();
    const { connection, settings } = parseBrokerUrl(url);
    expect(connection.servers).toEqual(["nats-1:4222", "nats-2:4222", "nats-3:4222"]);
    expect(settings).toEqual({ replicas: 3 });
    expect(routes).toMatch(/user: "cluster", password: "([a-z0-9]+)"[^]*nats-route:\/\/cluster:\1@nats-3:6222/);
  });

  it("lets nobody but the owner read them", async () => {
    makeSecrets();
    for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it("never overwrites one, and makes what is missing only where it still fits", async () => {
    makeSecrets();
    const before = await contents();
    const again = makeSecrets();
    expect([again.status, await contents()]).toEqual([0, before]);
    await unlink(join(folder, "api-token"));
    expect(makeSecrets().status).toBe(0);
    const { "api-token": token, ...rest } = await contents();
    expect({ ...rest, "api-token": before["api-token"] }).toEqual(before);
    expect(token).not.toBe(before["api-token"]);
    const cluster = makeSecrets("--cluster");
    expect([cluster.status, cluster.stderr]).toEqual([1, expect.stringContaining("but not nats-routes.conf")]);
    expect(await contents()).toEqual({ ...rest, "api-token": token });
  });

  it("says how it is used when it is asked or not understood", () => {
    expect(makeSecrets("--help").stdout).toContain("usage:");
    const wrong = makeSecrets("--clutser");
    expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining("usage:")]);
  });
});

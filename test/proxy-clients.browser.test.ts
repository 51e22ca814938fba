import { readFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen, type Listening } from "../src/http/listen.ts";
import { trustedProxies } from "../src/http/trusted-proxies.ts";
import { startNginx, type TestNginx } from "./support/nginx-server.ts";
import { createTestPlotter, limits, type TestPlotter } from "./support/plotter-app.ts";

/** What docs/proxy.md tells people to write. */
const [location = ""] = Array.from(
  readFileSync(join(import.meta.dirname, "../docs/proxy.md"), "utf8").matchAll(/^```nginx\n([\s\S]*?)^```$/gm),
  ([, block]) => block!,
);

let plotter: TestPlotter;
let server: Listening;
let nginx: TestNginx;
beforeAll(async () => {
  const few = { ...limits, changesPerMinute: 3, streamsPerClient: 2 };
  plotter = await createTestPlotter({ proxies: trustedProxies(["127.0.0.1"]), limits: few });
  server = await listen((message, env) => plotter.app.fetch(message, env), { host: "127.0.0.1", port: 0 });
  const bare = location.replace("/tools/hzz/", "/bare/").replace(/.*proxy_set_header Forwarded.*/, "");
  nginx = await startNginx([location, bare].join("\n").replaceAll("http://127.0.0.1:8080", server.url));
});
afterAll(async () => {
  await nginx.close();
  plotter.stop();
  await server.close(0);
});

/** Asks from an address of this machine, of which it has many. */
function ask(
  url: string,
  from: string,
  method = "GET",
  headers: Record<string, string> = {},
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(url, { method, headers, localAddress: from, agent: false }, resolve).on("error", reject).end();
  });
}

async function changes(path: string, from: string, times: number, spoofed: (i: number) => Record<string, string>) {
  const statuses: number[] = [];
  for (let i = 0; i < times; i++) {
    const answer = await ask(`${nginx.url}${path}analyses/none`, from, "DELETE", spoofed(i));
    answer.resume();
    statuses.push(answer.statusCode ?? 0);
  }
  return statuses;
}

describe("behind nginx as docs/proxy.md has it", () => {
  it("each client has its own number of changes, whatever it says of itself", async () => {
    const honest = () => ({});
    expect(await changes("/tools/hzz/", "127.0.0.2", 4, honest)).toEqual([404, 404, 404, 429]);
    expect(await changes("/tools/hzz/", "127.0.0.3", 4, honest)).toEqual([404, 404, 404, 429]);
    const spoofed = (i: number) => ({ "x-forwarded-for": `192.0.2.${i}`, forwarded: `for=192.0.2.${i}` });
    expect(await changes("/tools/hzz/", "127.0.0.2", 3, spoofed)).toEqual([429, 429, 429]);
    expect(await changes("/tools/hzz/", "127.0.0.4", 4, spoofed)).toEqual([404, 404, 404, 429]);
  });

  it("each client has its own number of event streams", async () => {
    const id = await plotter.start();
    const open = (from: string) => ask(`${nginx.url}/tools/hzz/analyses/${id}/events`, from);
    const streams = [];
    for (const from of ["127.0.0.5", "127.0.0.5", "127.0.0.6", "127.0.0.5"]) streams.push(await open(from));
    expect(streams.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 429]);
    for (const stream of streams) stream.destroy();
  });
});

it("behind nginx that leaves the client's own header Forwarded, whoever sends one counts as the proxy", async () => {
  const spoofed = (i: number) => ({ forwarded: `for=192.0.2.${i}` });
  expect(await changes("/bare/", "127.0.0.7", 6, spoofed)).toEqual([404, 404, 404, 429, 429, 429]);
  expect(await changes("/bare/", "127.0.0.7", 1, () => ({}))).toEqual([404]);
});

it("past the proxy, a client has one limit whatever address it names", async () => {
  const past = async (i: number) => {
    const answer = await ask(`${server.url}/analyses/none`, "127.0.0.8", "DELETE", {
      "x-forwarded-for": `192.0.2.${i}`,
    });
    answer.resume();
    return answer.statusCode;
  };
  const statuses = [];
  for (let i = 0; i < 5; i++) statuses.push(await past(i));
  expect(statuses).toEqual([404, 404, 404, 429, 429]);
});

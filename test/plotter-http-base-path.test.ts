import { describe, expect, it } from "vitest";
import { createTestPlotter, fixtureId, limits } from "./support/plotter-app.ts";
import * as fixture from "./support/fixture-log.ts";

const html = (text: string) => ({
  bytes: new TextEncoder().encode(text),
  type: "text/html; charset=utf-8",
  etag: `"${text}"`,
});
const assets = new Map([
  ["index.html", html("page")],
  ["analyses/index.html", html("page of an analysis")],
]);

/**
 * How a proxy with the public address `https://site/tools/hzz/` hands on a request.
 * `taken off`: the plotter sees nothing of the prefix, and knows nothing of it.
 */
const proxies = [
  { prefix: "left on", basePath: "/tools/hzz", seen: "/tools/hzz" },
  { prefix: "taken off", basePath: "", seen: "" },
  { prefix: "taken off though it is set", basePath: "/tools/hzz", seen: "" },
] as const;
const site = "https://site/tools/hzz/";

describe.each(proxies)("behind a proxy, with the prefix $prefix", ({ basePath, seen }) => {
  const plotter = createTestPlotter({ basePath, assets, limits });
  /** Asks by a public address, as the proxy would. */
  const ask = async (address: string, init: RequestInit = {}) => {
    expect(address.startsWith(site), address).toBe(true);
    return (await plotter).app.request(`${seen}/${address.slice(site.length)}`, init);
  };
  const post = async () =>
    ask(`${site}analyses`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(fixture.spec),
    });

  it("an analysis is where Location says, relative to what was asked", async () => {
    const location = (await post()).headers.get("location")!;
    const address = new URL(location, `${site}analyses`).href;
    expect(address).toBe(`${site}analyses/${fixtureId}`);
    expect(await (await ask(address)).json()).toMatchObject({ id: fixtureId });
  });

  it("every link leads to what it names", async () => {
    const posted = (await (await post()).json()) as { links: Record<string, string> };
    const { analyses } = (await (await ask(`${site}analyses`)).json()) as { analyses: (typeof posted)[] };
    const own = `${site}analyses/${fixtureId}`;
    const document = (await (await ask(own)).json()) as typeof posted;
    const pinned = (await (await ask(`${own}/pin`, { method: "POST" })).json()) as typeof posted;
    const cancelled = (await (await ask(own, { method: "DELETE" })).json()) as typeof posted;
    for (const [from, { links }] of [
      [`${site}analyses`, posted],
      [`${site}analyses`, analyses[0]!],
      [own, document],
      [`${own}/pin`, pinned],
      [own, cancelled],
    ] as const) {
      expect(Object.keys(links)).toEqual(["self", "spec", "events", "histograms", "cutflow", "files"]);
      for (const link of Object.values(links)) {
        const answer = await ask(new URL(link, from).href);
        expect(answer.status, `${link} from ${from}`).toBe(200);
        await answer.body?.cancel();
      }
    }
    const { presets } = (await (await ask(`${site}presets`)).json()) as { presets: (typeof posted)[] };
    for (const { links } of presets)
      expect((await ask(new URL(links["self"]!, `${site}presets`).href)).status).toBe(200);
  });

  it("OpenAPI says where the server is, relative to itself", async () => {
    const { servers } = (await (await ask(`${site}openapi.json`)).json()) as { servers: { url: string }[] };
    expect(servers.map(({ url }) => new URL(url, `${site}openapi.json`).href)).toEqual([site]);
  });

  it("a page is the one for its depth", async () => {
    const browser = { headers: { accept: "text/html" } };
    await post();
    expect(await (await ask(site, browser)).text()).toBe("page");
    expect(await (await ask(`${site}operations`, browser)).text()).toBe("page");
    expect(await (await ask(`${site}analyses/${fixtureId}`, browser)).text()).toBe("page of an analysis");
  });
});

describe("a base path", () => {
  it("without the slash at its end leads to the page, to which addresses are relative", async () => {
    const { app } = await createTestPlotter({ basePath: "/tools/hzz", assets });
    const answer = await app.request("/tools/hzz");
    expect(answer.status).toBe(308);
    expect(new URL(answer.headers.get("location")!, "https://site/tools/hzz").href).toBe(site);
  });

  it("is no part of another name", async () => {
    const { app } = await createTestPlotter({ basePath: "/tools/hzz" });
    expect((await app.request("/tools/hzz-2/healthz")).status).toBe(404);
    expect((await app.request("/tools/hzz/tools/hzz/healthz")).status).toBe(404);
    expect((await app.request("/tools/hzz/healthz")).status).toBe(200);
  });

  it("counts requests by the same routes as without", async () => {
    const { app } = await createTestPlotter({ basePath: "/tools/hzz" });
    await app.request("/tools/hzz/healthz");
    expect(await (await app.request("/metrics")).text()).toContain('route="/healthz"');
  });
});

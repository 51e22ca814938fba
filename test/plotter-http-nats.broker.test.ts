import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBroker } from "../src/messaging/open-broker.ts";
import type { AnalysisDocument } from "../src/protocol/documents/analysis-document.ts";
import * as fixture from "./support/fixture-log.ts";
import { everything } from "./support/plotter-answers.ts";
import { startNatsServer, type TestNatsServer } from "./support/nats-server.ts";
import { createTestPlotter, fixtureId, happen, type TestPlotter, until } from "./support/plotter-app.ts";

let server: TestNatsServer;
const plotters: TestPlotter[] = [];
beforeAll(async () => {
  server = await startNatsServer();
});
afterAll(async () => {
  for (const { stop, broker } of plotters) {
    stop();
    await broker[Symbol.asyncDispose]();
  }
  await server.remove();
});

async function plotter() {
  const created = await createTestPlotter({ broker: await openBroker(server.url) });
  plotters.push(created);
  return created;
}

describe("plotters on a NATS server", () => {
  it("show the same bits, resume one another's streams, and give it all back after a restart", async () => {
    const [one, two] = [await plotter(), await plotter()];
    const id = await one.start();
    expect(id).toBe(fixtureId);
    await until(() => two.book.get(id)?.accepted === true);
    await happen(one.broker, [one.book, two.book], id, everything.slice(0, 4));
    const half = one.book.sequenceOf(id);
    expect(two.book.sequenceOf(id)).toBe(half);
    await happen(one.broker, [one.book, two.book], id, everything.slice(4));
    const three = await plotter();
    await until(() => three.book.get(id)?.status === "complete");
    const answers = await Promise.all(
      [one, two, three].map(async ({ app }) => {
        const response = await app.request(`/analyses/${id}?samples=true`);
        return { etag: response.headers.get("etag"), text: await response.text() };
      }),
    );
    expect(new Set(answers.map(({ etag }) => etag)).size).toBe(1);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect((JSON.parse(answers[0]!.text) as AnalysisDocument).status).toBe("complete");
    const resumed = await three.app.request(`/analyses/${id}/events`, { headers: { "last-event-id": String(half) } });
    const text = await resumed.text();
    const update = JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? "") as AnalysisDocument;
    expect(update.head).toBeUndefined();
    expect(update.sequence).toBe(one.book.sequenceOf(id));
    expect((await two.post(fixture.spec)).status).toBe(200);
  });

  it("wait for a server that restarts, and go on where they were", async () => {
    const own = await plotter();
    const spec = { ...fixture.spec, title: "Through a restart" };
    const id = await own.start(spec);
    await server.kill();
    expect((await own.app.request("/readyz")).status).toBe(503);
    const refused = await own.post({ ...spec, title: "Nobody there" });
    expect(refused.status).toBe(503);
    expect((await own.app.request(`/analyses/${id}`)).status).toBe(200);
    await server.start();
    await until(async () => (await own.app.request("/readyz")).status === 200, 30_000);
    await happen(own.broker, [own.book], id, everything);
    expect(own.book.get(id)?.status).toBe("complete");
    expect((await own.post({ ...spec, title: "Nobody there" })).status).toBe(202);
  });
});

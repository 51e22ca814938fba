import { describe, expect, it } from "vitest";
import { presetByName, presetInput } from "../src/analysis/presets/presets.ts";
import { BrokerUnavailableError } from "../src/messaging/errors.ts";
import { analysisSummarySchema } from "../src/protocol/documents/analysis-document.ts";
import { readDocument } from "../src/protocol/documents/document-schema.ts";
import { createMemoryBroker } from "../src/messaging/memory.ts";

import * as fixture from "./support/fixture-log.ts";
import { everything, problemIn, summaryIn, withComplete } from "./support/plotter-answers.ts";
import { createTestPlotter, fixtureId, limits, specNamed, until } from "./support/plotter-app.ts";

const json = { "content-type": "application/json" };

describe("POST /analyses", () => {
  it("starts an analysis, says where it is, and shows it at once", async () => {
    const { post, app } = await createTestPlotter({ now: () => new Date("2026-02-03T04:05:06Z") });
    const response = await post(fixture.spec);
    expect(response.status).toBe(202);
    expect(response.headers.get("location")).toBe(`analyses/${fixtureId}`);
    const summary = readDocument(analysisSummarySchema, await response.json());
    expect(summary).toMatchObject({
      id: fixtureId,
      title: "Toy",
      status: "running",
      run: 1,
      acceptedAt: "2026-02-03T04:05:06.000Z",
      progress: { files: 4, filesPlanned: 0 },
    });
    expect((await app.request(`/analyses/${fixtureId}`)).status).toBe(200);
  });

  it("publishes the work that is to do", async () => {
    const { post, broker } = await createTestPlotter();
    await post(fixture.spec);
    expect(await broker.work.state("default")).toMatchObject({ waiting: 4, inFlight: 0 });
  });

  it("lets the work of a batch wait for that of others, under the same id", async () => {
    const { app, broker } = await createTestPlotter();
    const start = (spec: object, query: string) =>
      app.request(`/analyses${query}`, { method: "POST", headers: json, body: JSON.stringify(spec) });
    const { id } = await summaryIn(start(fixture.spec, "?priority=batch"));
    expect(id).toBe(fixtureId);
    const other = await summaryIn(start(specNamed("Other"), "?priority=interactive"));
    const seen: string[] = [];
    const stop = new AbortController();
    const consuming = broker.work.consume(
      ({ analysis }) => {
        if (seen.push(analysis) === 8) stop.abort();
        return Promise.resolve({ kind: "done" });
      },
      { lanes: ["default"], concurrency: 1, maxDeliveries: 3, signal: stop.signal },
    );
    await consuming;
    expect(seen).toEqual([...Array<string>(4).fill(other.id), ...Array<string>(4).fill(id)]);
    expect(await problemIn(start(fixture.spec, "?priority=high"))).toMatchObject({
      status: 400,
      errors: [{ path: "?priority", message: 'expected interactive or batch, found "high"' }],
    });
  });

  it("takes the same again for the same analysis", async () => {
    const { post, broker } = await createTestPlotter();
    const first = await summaryIn(post(fixture.spec));
    const again = await post(fixture.spec);
    expect(again.status).toBe(200);
    expect(await summaryIn(again)).toEqual(first);
    expect((await broker.work.state("default")).waiting).toBe(4);
  });

  it("takes up again what was cancelled, as its next run", async () => {
    const { app, post, start } = await createTestPlotter();
    const id = await start();
    await app.request(`/analyses/${id}`, { method: "DELETE" });
    const again = await post(fixture.spec);
    expect(again.status).toBe(202);
    expect(await summaryIn(again)).toMatchObject({ id, run: 2, status: "running" });
  });

  it("takes a preset, with changes", async () => {
    const { post } = await createTestPlotter();
    const plain = await summaryIn(post({ preset: "hzz-2020" }));
    expect(plain.title).toBe(presetByName("hzz-2020").title);
    const changed = await summaryIn(
      post({ preset: "hzz-2020", samples: ["data_A"], cuts: { type: null }, axes: { m4l: { bins: 17 } } }),
    );
    expect(changed).toMatchObject({
      title: `${plain.title} (without type; m4l in other bins)`,
      progress: { files: 1 },
    });
    expect(changed.id).not.toBe(plain.id);
  });

  it("answers for the same analysis as the whole preset does", async () => {
    const { post } = await createTestPlotter();
    const byName = await summaryIn(post({ preset: "hzz-2020" }));
    expect((await summaryIn(post(presetInput("hzz-2020")))).id).toBe(byName.id);
  });

  it.each([
    ["not JSON", "{\n  groups: 1}", 400, /line 2, column 3/],
    ["nothing", "", 400, /empty/],
    ["a list", "[]", 422, /one field/],
    ["a wrong specification", JSON.stringify({ ...fixture.spec, tree: "", energyUnit: "TeV" }), 422, /2 fields/],
    ["an unknown preset", '{"preset":"hzz-2021"}', 422, /one field/],
  ])("refuses %s", async (_, body, status, detail) => {
    const { post } = await createTestPlotter();
    const problem = await problemIn(post(body));
    expect(problem).toMatchObject({ status, instance: "/analyses" });
    expect(problem.detail).toMatch(detail);
  });

  it("names every field that is wrong by its path in the request", async () => {
    const { post } = await createTestPlotter();
    const problem = await problemIn(
      post({ preset: "hzz-2020", cuts: { charge: "sum(" }, axes: { m4l: { upper: 1 }, mll: {} }, samples: ["dataA"] }),
    );
    expect(problem.errors?.map(({ path }) => path)).toEqual([
      "axes.mll",
      "samples[0]",
      "axes.m4l.upper",
      "cuts.charge",
    ]);
    expect(problem.errors?.[1]?.message).toContain("data_A");
  });

  it("refuses a luminosity and a cross section that make no finite normalisation, and files named twice", async () => {
    const { post, book } = await createTestPlotter();
    const [group] = fixture.spec.groups;
    const sample = { name: "s", files: ["ok.root", "./ok.root", "ok.root/", ".//ok.root"] };
    const scaled = { name: "t", files: ["t.root"], crossSectionPb: 1e300, sumOfWeights: 1e-300 };
    const groups = [{ ...group, kind: "background", samples: [sample, scaled] }];
    const pathsOf = async (more: object) => {
      const problem = await problemIn(post({ ...fixture.spec, groups, ...more }));
      expect(problem.status).toBe(422);
      return problem.errors?.map(({ path }) => path);
    };
    const repeated = [1, 2, 3].map((f) => `groups[0].samples[0].files[${f}]`);
    expect(await pathsOf({})).toEqual([...repeated, "groups[0].samples[1].sumOfWeights"]);
    expect(await pathsOf({ luminosityInvFb: 1e308 })).toEqual(["luminosityInvFb", ...repeated]);
    expect(book.list()).toEqual([]);
  });

  it("refuses places that no processor would read, and lanes that nobody serves", async () => {
    const { post } = await createTestPlotter();
    const [group] = fixture.spec.groups;
    const problem = await problemIn(
      post({
        ...fixture.spec,
        groups: [{ ...group, lane: "slow", samples: [{ name: "a", files: ["https://10.0.0.1/a.root"] }] }],
      }),
    );
    expect(problem.status).toBe(422);
    expect(problem.errors?.map(({ path }) => path)).toEqual(["groups[0].lane", "groups[0].samples[0].files[0]"]);
  });

  it("names the preset where that asks for a lane that nobody serves", async () => {
    const { post } = await createTestPlotter({ lanes: ["data", "zz", "signal"] });
    const problem = await problemIn(post({ preset: "hzz-2020" }));
    expect(problem.errors).toMatchObject([{ path: "preset", message: expect.stringContaining("z-ttbar") as string }]);
  });

  it("takes JSON only", async () => {
    const { post } = await createTestPlotter();
    expect((await problemIn(post("a=b", { "content-type": "text/plain" }))).status).toBe(415);
  });

  it("refuses a body that is not UTF-8", async () => {
    const { app } = await createTestPlotter();
    const body = Uint8Array.of(0x7b, 0xff, 0x7d);
    const problem = await problemIn(app.request("/analyses", { method: "POST", headers: json, body }));
    expect(problem).toMatchObject({ status: 400, detail: expect.stringContaining("UTF-8") as string });
  });

  it("refuses a body that is too large", async () => {
    const { post } = await createTestPlotter();
    expect((await problemIn(post(`"${"x".repeat(limits.maxBodyBytes)}"`))).status).toBe(413);
  });

  it("refuses a new analysis when it has as many as it keeps, and no known one", async () => {
    const { post, start } = await createTestPlotter({ limits: { ...limits, analyses: 2 } });
    await start();
    await start(specNamed("Second"));
    const refused = await post(specNamed("Third"));
    expect(refused.headers.get("retry-after")).not.toBeNull();
    expect(await problemIn(refused)).toMatchObject({ status: 503, title: "Too many analyses" });
    expect((await post(fixture.spec)).status).toBe(200);
  });

  it("says when a client changes too much, and when it may again", async () => {
    const { post, app } = await createTestPlotter({ limits: { ...limits, changesPerMinute: 2 } });
    await post(fixture.spec);
    await app.request(`/analyses/${fixtureId}`, { method: "DELETE" });
    const refused = await post(fixture.spec);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await problemIn(refused)).status).toBe(429);
    expect((await app.request("/analyses")).status).toBe(200);
  });

  it("says that it has accepted what its own book is slow to show, and where to ask", async () => {
    const { book, post, broker } = await createTestPlotter();
    book.waitUntil = () => Promise.resolve(false);
    book.get = () => undefined;
    const response = await post(fixture.spec);
    expect(response.headers.get("location")).toBe(`analyses/${fixtureId}`);
    expect(response.headers.get("retry-after")).not.toBeNull();
    expect(await problemIn(response)).toMatchObject({ status: 503, title: "Accepted, but not seen yet" });
    expect((await broker.work.state("default")).waiting).toBe(4);
  });

  it("says when the broker is away, and stays alive", async () => {
    const broker = createMemoryBroker();
    const plotter = await createTestPlotter({ broker });
    broker.work.publish = () => Promise.reject(new BrokerUnavailableError("publishWork"));
    const refused = await plotter.post(fixture.spec);
    expect(refused.headers.get("retry-after")).toBe("5");
    expect(await problemIn(refused)).toMatchObject({ status: 503, title: "Broker away" });
    expect((await plotter.app.request("/healthz")).status).toBe(200);
  });

  it("tells nobody the inside of what nobody foresaw, and logs it once", async () => {
    const broker = createMemoryBroker();
    const plotter = await createTestPlotter({ broker });
    broker.work.publish = () => Promise.reject(new TypeError("secret"));
    const response = await plotter.post(fixture.spec);
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toContain("secret");
    expect(plotter.lines.filter(({ level }) => level === "error")).toHaveLength(1);
  });
});

describe("DELETE /analyses/:id", () => {
  it("cancels, and drops the waiting work", async () => {
    const { app, start, broker } = await createTestPlotter();
    const id = await start();
    const response = await app.request(`/analyses/${id}`, { method: "DELETE" });
    expect(response.status).toBe(202);
    expect(await summaryIn(response)).toMatchObject({ id, status: "cancelled" });
    expect((await broker.work.state("default")).waiting).toBe(0);
  });

  it("keeps the work of a start that comes before it has ended", async () => {
    const broker = createMemoryBroker();
    const cancelWork = broker.work.cancel.bind(broker.work);
    let drop = (): void => undefined;
    const dropped = new Promise<void>((resolve) => (drop = resolve));
    broker.work.cancel = async (analysis, run) => {
      await dropped;
      return cancelWork(analysis, run);
    };
    const { app, book, post, start } = await createTestPlotter({ broker });
    const id = await start();
    const cancelled = app.request(`/analyses/${id}`, { method: "DELETE" });
    await until(() => book.get(id)?.status === "cancelled");
    const again = post(fixture.spec);
    // The next analysis does not wait for this one.
    expect((await post(specNamed("Another"))).status).toBe(202);
    drop();
    expect((await cancelled).status).toBe(202);
    expect(await summaryIn(again)).toMatchObject({ id, run: 2, status: "running" });
    expect((await broker.work.state("default")).waiting).toBe(8);
  });

  it("says that there is nothing to cancel", async () => {
    const { app, id } = await withComplete();
    const problem = await problemIn(app.request(`/analyses/${id}`, { method: "DELETE" }));
    expect(problem).toMatchObject({ status: 409, detail: expect.stringContaining("is complete") as string });
    expect((await problemIn(app.request("/analyses/none", { method: "DELETE" }))).status).toBe(404);
  });
});

describe("two plotters on one broker", () => {
  it("show the same, whoever was asked", async () => {
    const broker = createMemoryBroker();
    const [one, two] = [
      await createTestPlotter({ broker }),
      await createTestPlotter({ broker: broker.connectAnother() }),
    ];
    const id = await one.start();
    await until(() => two.book.get(id)?.accepted === true);
    expect((await two.post(fixture.spec)).status).toBe(200);
    await one.happen(id, everything.slice(0, 5));
    await until(() => two.book.sequenceOf(id) === one.book.sequenceOf(id));
    const answers = await Promise.all([one, two].map(async ({ app }) => app.request(`/analyses/${id}?samples=true`)));
    expect(answers[0]!.headers.get("etag")).toBe(answers[1]!.headers.get("etag"));
    expect(await answers[0]!.text()).toBe(await answers[1]!.text());
    await two.app.request(`/analyses/${id}`, { method: "DELETE" });
    await until(() => one.book.get(id)?.status === "cancelled");
  });
});

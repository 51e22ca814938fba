import { describe, expect, it, vi } from "vitest";
import type { AnalysisDocument, AnalysisSummary } from "../src/protocol/documents/analysis-document.ts";
import { decodeLogEvent } from "../src/protocol/codec.ts";
import { createMemoryBroker } from "../src/messaging/memory.ts";
import { LAST_TURN } from "../src/messaging/turns.ts";
import { createTestPlotter, limits, specNamed, type TestPlotter } from "./support/plotter-app.ts";

const anna = { name: "Anna", token: "correct-horse-battery-anna" };
const ben = { name: "Ben", token: "correct-horse-battery-ben", priority: "batch" } as const;
const of = ({ token }: { readonly token: string }) => ({ authorization: `Bearer ${token}` });

async function start(
  { app }: TestPlotter,
  title: string,
  query = "",
  headers: Record<string, string> = {},
): Promise<{ readonly status: number; readonly body: AnalysisSummary & { readonly detail: string } }> {
  const response = await app.request(`/analyses${query}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(specNamed(title)),
  });
  return { status: response.status, body: (await response.json()) as never };
}

async function titles({ app }: TestPlotter, query: string): Promise<string[]> {
  const { analyses } = (await (await app.request(`/analyses${query}`)).json()) as { analyses: AnalysisSummary[] };
  return analyses.map(({ title }) => title);
}

describe("who started an analysis", () => {
  it("is told in its summary and its document, stands in the log, and does not change its id", async () => {
    const plotter = await createTestPlotter();
    const { post, app, broker } = plotter;
    const spec = { ...specNamed("x") };
    const plain = (await (await post(spec)).json()) as AnalysisSummary;
    expect(plain).not.toHaveProperty("startedBy");
    expect(plain).not.toHaveProperty("you");

    const other = await createTestPlotter();
    const named = await start(other, "x", `?as=${encodeURIComponent(" Anna  Mu\u0308ller <b>")}`);
    expect(named).toMatchObject({ status: 202, body: { startedBy: "Anna Müller <b>", you: "Anna Müller <b>" } });
    expect(named.body.id).toBe(plain.id);
    const document = (await (await other.app.request(`/analyses/${plain.id}`)).json()) as AnalysisDocument;
    expect(document.head.startedBy).toBe("Anna Müller <b>");
    expect(await (await app.request(`/analyses/${plain.id}`)).text()).not.toContain("startedBy");
    const names: unknown[] = [];
    for await (const { body } of other.broker.log.read(plain.id)) {
      const event = decodeLogEvent(body);
      if (event.kind === "accepted") names.push(event.startedBy);
    }
    expect(names).toEqual(["Anna Müller <b>"]);
    for await (const { body } of broker.log.read(plain.id))
      expect(decodeLogEvent(body)).not.toHaveProperty("startedBy");
  });

  it("stays the first, who ever starts it again", async () => {
    const plotter = await createTestPlotter();
    const { body } = await start(plotter, "x", "?as=Anna");
    expect(await start(plotter, "x", "?as=Ben")).toMatchObject({
      status: 200,
      body: { startedBy: "Anna", you: "Ben" },
    });
    await plotter.app.request(`/analyses/${body.id}`, { method: "DELETE" });
    expect(await start(plotter, "x", "?as=Ben")).toMatchObject({
      status: 202,
      body: { run: 2, startedBy: "Anna", you: "Ben" },
    });
  });

  it.each(["", "%20", "a%0Ab", "a%E2%80%AEb", "x".repeat(65)])(
    "is refused as %j, with what is expected",
    async (name) => {
      const plotter = await createTestPlotter();
      const { status, body } = await start(plotter, "x", `?as=${name}`);
      expect(status).toBe(400);
      expect(body.detail).toMatch(/parameter as is wrong: expected a name of at most 64 characters/);
      expect(plotter.book.list()).toEqual([]);
    },
  );

  it("is the name of the token, whatever name is typed", async () => {
    const plotter = await createTestPlotter({ tokens: [anna, ben], token: "shared-horse-battery" });
    expect((await start(plotter, "a", "?as=Ben", of(anna))).body).toMatchObject({ startedBy: "Anna", you: "Anna" });
    expect((await start(plotter, "b", "?as=Eve", of({ token: "shared-horse-battery" }))).body.startedBy).toBe("Eve");
    expect((await start(plotter, "c", "?as=Anna")).status).toBe(401);
  });
});

describe("a list of analyses", () => {
  it("shows those of one name first, or alone, before it is cut off", async () => {
    const plotter = await createTestPlotter();
    for (const [title, name] of [
      ["1", "Anna"],
      ["2", "Ben"],
      ["3", "Anna"],
      ["4", "Ben"],
    ] as const)
      await start(plotter, title, `?as=${name}`);
    await start(plotter, "5");
    expect(await titles(plotter, "")).toEqual(["5", "4", "3", "2", "1"]);
    expect(await titles(plotter, "?first=Anna")).toEqual(["3", "1", "5", "4", "2"]);
    expect(await titles(plotter, "?first=Anna&limit=1")).toEqual(["3"]);
    expect(await titles(plotter, "?by=Ben")).toEqual(["4", "2"]);
    expect(await titles(plotter, "?by=Nobody")).toEqual([]);
    expect((await plotter.app.request("/analyses?by=%00")).status).toBe(400);
  });
});

describe("limits of those who change something", () => {
  const few = { ...limits, changesPerMinute: 2 };

  it("count for each token that has a name, and for the address otherwise", async () => {
    const plotter = await createTestPlotter({ tokens: [anna, ben], token: "shared-horse-battery", limits: few });
    const statuses = async (headers: Record<string, string>, name: string) => {
      const all: number[] = [];
      for (let i = 0; i < 3; i++) all.push((await start(plotter, `${name} ${i}`, "", headers)).status);
      return all;
    };
    expect(await statuses(of(anna), "a")).toEqual([202, 202, 429]);
    expect(await statuses(of({ token: "shared-horse-battery" }), "s")).toEqual([202, 202, 429]);
    expect((await start(plotter, "w", "", of({ token: "wrong-horse-battery" }))).status).toBe(429);
    // Whoever guesses from the same address uses up nothing of theirs.
    expect(await statuses(of(ben), "b")).toEqual([202, 202, 429]);
    expect((await start(plotter, "again", "", of(anna))).body.detail).toContain("with the token of Anna");
  });

  it("are not escaped by a name that is typed", async () => {
    const plotter = await createTestPlotter({ limits: few });
    const all: number[] = [];
    for (const name of ["A", "B", "C"]) all.push((await start(plotter, name, `?as=${name}`)).status);
    expect(all).toEqual([202, 202, 429]);
  });
});

describe("a token for what may wait", () => {
  it("starts everything as batch, and says so where more is asked for", async () => {
    const broker = createMemoryBroker();
    const publish = vi.spyOn(broker.work, "publish");
    const areLast = () => new Set(publish.mock.calls.splice(0).map(([{ turn }]) => turn === LAST_TURN));
    const plotter = await createTestPlotter({ tokens: [anna, ben], broker });
    expect((await start(plotter, "a", "", of(anna))).status).toBe(202);
    expect(areLast()).toEqual(new Set([false]));
    expect((await start(plotter, "b", "", of(ben))).status).toBe(202);
    expect(areLast()).toEqual(new Set([true]));
    expect((await start(plotter, "c", "?priority=batch", of(ben))).status).toBe(202);
    const refused = await start(plotter, "d", "?priority=interactive", of(ben));
    expect([refused.status, refused.body.detail]).toEqual([
      403,
      "What is started with this token has the priority batch. Leave out ?priority=interactive, or use another token.",
    ]);
    expect(await titles(plotter, "")).toEqual(["c", "b", "a"]);
  });
});

import { describe, expect, it } from "vitest";
import type { AnalysisDocument, AnalysisSummary } from "../src/protocol/documents/analysis-document.ts";
import type { LogEvent } from "../src/protocol/log-event.ts";
import * as fixture from "./support/fixture-log.ts";
import { summaryIn } from "./support/plotter-answers.ts";
import { createTestPlotter } from "./support/plotter-app.ts";

function stalled(analysis: string): LogEvent {
  return { version: 1, analysis, kind: "stalled", at: "2026-02-03T04:05:06Z", run: 1 };
}

describe("an analysis that has stalled", () => {
  it("says so in its document, in the list and in the metrics, and goes on when it is started again", async () => {
    const { app, broker, start, happen, post } = await createTestPlotter();
    const id = await start();
    await broker.work.cancel(id, 1);
    const document = async () => (await (await app.request(`/analyses/${id}`)).json()) as AnalysisDocument;
    const list = async () => (await (await app.request("/analyses")).json()) as { analyses: AnalysisSummary[] };
    const metric = async () => {
      const text = await (await app.request("/metrics")).text();
      return /^hzz_plotter_stalled_analyses (\d+)$/m.exec(text)?.[1];
    };
    expect(await document()).not.toHaveProperty("stalled");
    expect(await metric()).toBe("0");

    await happen(id, [stalled(id)]);
    expect(await document()).toMatchObject({ status: "running", stalled: true });
    expect((await list()).analyses).toMatchObject([{ id, status: "running", stalled: true }]);
    expect(await metric()).toBe("1");

    const again = await post(fixture.spec);
    expect(again.status).toBe(202);
    const summary = await summaryIn(again);
    expect(summary).toMatchObject({ id, status: "running", run: 2 });
    expect(summary).not.toHaveProperty("stalled");
    expect((await broker.work.state("default")).waiting).toBe(4);
    expect(await document()).not.toHaveProperty("stalled");
    expect(await metric()).toBe("0");
  });
});

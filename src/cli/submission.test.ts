import { expect, it } from "vitest";
import * as fixture from "../../test/support/fixture-log.ts";
import { createTestPlotter, fixtureId } from "../../test/support/plotter-app.ts";
import type { PlotterClient } from "./http-client.ts";
import { submitAnalysis } from "./submission.ts";

const { signal } = new AbortController();

it("an id takes an analysis of the server up again, with the specification that the server has", async () => {
  const { app, start, post, broker, happen } = await createTestPlotter();
  const id = await start();
  expect(id).toBe(fixtureId);
  await broker.work.cancel(id, 1);
  await happen(id, [{ version: 1, analysis: id, kind: "stalled", at: "2026-02-03T04:05:06Z", run: 1 }]);
  const answerOf = async (response: Response) => ({
    status: response.status,
    body: await response.json(),
  });
  const client = {
    base: new URL("http://localhost/"),
    get: async (path: string) => answerOf(await app.request(`/${path}`)),
    post: async (_path: string, body: unknown) => answerOf(await post(body)),
  } as unknown as PlotterClient;
  const submission = await submitAnalysis(client, id, undefined, signal);
  expect(submission).toMatchObject({ acceptance: "started", summary: { id, run: 2 } });
  expect(submission.summary.title).toBe(fixture.spec.title);
  await expect(submitAnalysis(client, id, ["data_*"], signal)).rejects.toThrow(/--samples goes with/);
});

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
  const paths: string[] = [];
  const client = {
    base: new URL("http://localhost/"),
    get: async (path: string) => answerOf(await app.request(`/${path}`)),
    post: async (path: string, body: unknown) => {
      paths.push(path);
      return answerOf(await post(body));
    },
  } as unknown as PlotterClient;
  const submission = await submitAnalysis(client, id, {}, signal);
  expect(submission).toMatchObject({ acceptance: "started", summary: { id, run: 2 } });
  expect(submission.summary.title).toBe(fixture.spec.title);
  await submitAnalysis(client, id, { priority: "batch" }, signal);
  expect(paths).toEqual(["analyses", "analyses?priority=batch"]);
  await expect(submitAnalysis(client, id, { samples: ["data_*"] }, signal)).rejects.toThrow(/--samples goes with/);
});

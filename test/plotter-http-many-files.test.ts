import { expect, it } from "vitest";
import { maxWorkBytes } from "../src/ledger/send-work.ts";
import * as fixture from "./support/fixture-log.ts";
import { problemIn } from "./support/plotter-answers.ts";
import { createTestPlotter, limits } from "./support/plotter-app.ts";

it("an analysis whose work would fill the broker is answered with 413 and the numbers, and leaves nothing", async () => {
  const { app, broker, post } = await createTestPlotter({ limits: { ...limits, maxBodyBytes: 2 ** 20 } });
  const [group] = fixture.spec.groups;
  const [sample] = group!.samples;
  const files = Array.from({ length: 20_000 }, (_, i) => i.toString(36));
  const baseUrls = Array.from({ length: 10 }, (_, i) => `https://data.example/${"a".repeat(1000)}/${i}/`);
  const begun = performance.now();
  const problem = await problemIn(
    post({
      ...fixture.spec,
      release: { ...fixture.spec.release, baseUrls },
      groups: [{ ...group!, samples: [{ ...sample!, files }] }],
    }),
  );
  // A second on a quiet machine.
  expect(performance.now() - begun).toBeLessThan(60_000);
  expect(problem).toMatchObject({ status: 413, title: "Analysis too large" });
  const [, items, bytes, most] = /at least (\d+) items with (\d+) bytes, more than the (\d+) bytes/
    .exec(problem.detail)!
    .map(Number);
  expect(items).toBeGreaterThan(10_000);
  expect(items).toBeLessThan(20_000);
  expect(bytes).toBeGreaterThan(maxWorkBytes);
  expect(most).toBe(maxWorkBytes);
  expect(await (await app.request("/analyses")).json()).toMatchObject({ analyses: [] });
  expect(await broker.work.state("default")).toMatchObject({ waiting: 0, inFlight: 0 });
}, 120_000);

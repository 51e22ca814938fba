import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { presetInput } from "../src/analysis/presets/presets.ts";
import { parseSpec } from "../src/analysis/parse-spec.ts";
import type { CheckFiles } from "../src/check/check-files.ts";
import { createFileCheck } from "../src/check/check-files.ts";
import { openingOptions } from "../src/processor/threads/worker-settings.ts";
import { problemIn, summaryIn } from "./support/plotter-answers.ts";
import { createTestPlotter, fixtureId, limits, specNamed } from "./support/plotter-app.ts";
import * as fixture from "./support/fixture-log.ts";
import { blockBytes, bombPayload, rootBomb } from "./support/root-bombs.ts";
import { toyFile } from "./support/toy-files.ts";
import { misspelt } from "./support/toy-checks.ts";

const access = { origins: ["https://data.example"], privateOrigins: [], linksOut: false };
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const wrongToy = { ...presetInput("hzz-toy"), ...misspelt };

/** A check that counts, and finds one thing wrong. */
function countingCheck() {
  let asked = 0;
  const checkFiles: CheckFiles = () => {
    asked++;
    return Promise.resolve([]);
  };
  return { checkFiles, asked: () => asked };
}

describe("POST /analyses, where files can be opened", () => {
  it("refuses a branch that no file has, once, with field, caret and file, and nothing is begun", async () => {
    const checkFiles = createFileCheck(openingOptions({ mirrors: [], http: {}, access }));
    const { post, book, broker } = await createTestPlotter({ checkFiles });
    const problem = await problemIn(post(wrongToy));
    expect(problem).toMatchObject({ title: "Analysis refused", status: 422 });
    expect(problem.errors!.map(({ path }) => path)).toEqual(["cuts[0].expression"]);
    expect(problem.errors![0]!.message).toMatch(
      /"lep_pts"; nearest names: lep_pt, .*\n {2}lep_pts\[0\] > 0\n {2}\^{7}\n {2}\(seen in toy:.*data_A.* of the sample data_A, and in 11 other samples\)$/,
    );
    expect(book.list()).toEqual([]);
    expect((await broker.work.state("data")).waiting).toBe(0);
    expect((await post(presetInput("hzz-toy"))).status).toBe(202);
  });

  it("refuses to include files, of which it has none, and says what to do", async () => {
    const { post } = await createTestPlotter();
    const { errors } = await problemIn(post({ ...presetInput("hzz-toy"), include: ["my-definitions.yaml"] }));
    expect(errors).toEqual([
      { path: "include", message: expect.stringMatching(/write out what it includes/) as string },
    ]);
  });

  it("names the field of the request, where that is a preset with changes", async () => {
    const checkFiles: CheckFiles = () => Promise.resolve([{ path: "histograms[0].axis.bins", message: "no" }]);
    const { post } = await createTestPlotter({ checkFiles });
    const problem = await problemIn(post({ preset: "hzz-toy", axes: { m4l: { bins: 17 } } }));
    expect(problem.errors).toEqual([{ path: "axes.m4l.bins", message: "no" }]);
  });

  it("opens nothing for an analysis that is known", async () => {
    const { checkFiles, asked } = countingCheck();
    const { post } = await createTestPlotter({ checkFiles });
    expect((await post(fixture.spec)).status).toBe(202);
    expect((await post(fixture.spec)).status).toBe(200);
    expect(asked()).toBe(1);
    expect((await summaryIn(post(specNamed("Other")))).id).not.toBe(fixtureId);
    expect(asked()).toBe(2);
  });

  it("opens nothing of what may not be read, and accepts what cannot be looked at", async () => {
    let requests = 0;
    const server: Server = createServer((_, response) => {
      requests++;
      response.end();
    }).listen(0, "127.0.0.1");
    closing.push(() => server.close());
    await new Promise((resolve) => server.once("listening", resolve));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const spec = parseSpec({ ...fixture.spec, release: { label: "x", baseUrls: [baseUrl] } });
    const check = createFileCheck(openingOptions({ mirrors: [], http: {}, access }));
    // Beside the text of the specification, which is refused before: processors and this look for themselves.
    expect(await check({ spec, corrections: new Map() })).toEqual([]);
    expect(requests).toBe(0);
    const { post } = await createTestPlotter({ checkFiles: check });
    expect((await post(fixture.spec)).status).toBe(202);
  });

  it("passes over files that are none, or would take much memory", async () => {
    const mirror = mkdtempSync(join(tmpdir(), "hzz-odd-"));
    closing.push(() => {
      rmSync(mirror, { recursive: true });
    });
    for (const name of ["a.root", "c.root"]) writeFileSync(join(mirror, name), "root, and then nothing");
    const sound = readFileSync(await toyFile("data_D"));
    const bomb = await rootBomb(sound, { tree: "mini" }, bombPayload("ZLIB", 2), 2 * blockBytes);
    writeFileSync(join(mirror, "d.root"), bomb);
    const checkFiles = createFileCheck(openingOptions({ mirrors: [mirror], http: {}, access }));
    const { post } = await createTestPlotter({ checkFiles });
    expect((await post(fixture.spec)).status).toBe(202);
  });

  it("accepts thousands of files as quickly as one: one of each sample is opened", async () => {
    let opened = 0;
    const fetch = () => {
      opened++;
      return Promise.reject(new TypeError("fetch failed"));
    };
    const checkFiles = createFileCheck({ mirrors: [], source: { fetch } });
    const many = { ...limits, maxBodyBytes: 10_000_000 };
    const { post } = await createTestPlotter({ checkFiles, limits: many });
    const files = Array.from({ length: 5000 }, (_, i) => `f${i}.root`);
    const release = { label: "x", baseUrls: ["https://data.example/"] };
    const groups = fixture.spec.groups.slice(0, 1).map((group) => ({ ...group, samples: [{ name: "s", files }] }));
    expect((await post({ ...fixture.spec, release, groups })).status).toBe(202);
    expect(opened).toBe(1);
  });
});

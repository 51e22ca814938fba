import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseSpec } from "../src/analysis/parse-spec.ts";
import { selectSamples } from "../src/analysis/select-samples.ts";
import type { AnalysisSpec } from "../src/analysis/spec.ts";
import type { AnalysisView } from "../src/protocol/documents/analysis-view.ts";
import { toUhiDocument } from "../src/results/uhi-document.ts";
import { largeFile } from "./support/large-file.ts";
import {
  type Answer,
  breakOff,
  inTurn,
  type MisbehavingServer,
  part,
  redirect,
  stall,
  startMisbehavingServer,
  status,
  times,
  whole,
} from "./support/misbehaving-server.ts";
import { filesAtHand } from "./support/release-or-toy.ts";
import { runInProcess } from "./support/run-in-process.ts";

const quick = { backoffMs: 5, headerTimeoutMs: 500, stallTimeoutMs: 300, requestTimeoutMs: 2000, deadlineMs: 10_000 };

describe("an analysis whose files come over HTTP", () => {
  const spec2020 = selectSamples(parseSpec(filesAtHand.input), ["data_D", "ttbar_lep"]);
  let content: ReadonlyMap<string, Uint8Array>;
  let server: MisbehavingServer;
  let expected: string;

  /** Histograms without the release's label, which differs by address. */
  const histograms = (view: AnalysisView): string =>
    JSON.stringify(Object.values(toUhiDocument(view)).map(({ axes, storage }) => ({ axes, storage })));

  const served = (spec: AnalysisSpec, folder: string): AnalysisSpec => ({
    ...spec,
    release: { label: `${spec.release.label}, ${folder}`, baseUrls: [`${server.origin}/${folder}/`] },
  });

  beforeAll(async () => {
    server = await startMisbehavingServer();
    const mirror = await filesAtHand.folder();
    const files = spec2020.groups.flatMap((group) => group.samples.flatMap((sample) => sample.files));
    content = new Map(files.map((file) => [file, readFileSync(join(mirror, file))]));
    expected = histograms((await runInProcess(spec2020, { mirrors: [mirror] })).view);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const servers: [string, (bytes: Uint8Array, path: string) => Answer][] = [
    ["a server with ranges", (bytes) => part(bytes)],
    ["a server without ranges", (bytes) => whole(bytes)],
    ["a server that answers 503 and then recovers", (bytes) => times(2, status(503), part(bytes))],
    ["a server that drops and stalls, then recovers", (bytes) => inTurn(breakOff(bytes), stall(bytes), part(bytes))],
    ["a server that redirects", (bytes, path) => redirect(server.serve(`/real${path}`, part(bytes)))],
  ];
  it.each(servers)("gives the same bits from %s", async (title, answer) => {
    const folder = title.replaceAll(/\W/g, "-");
    for (const [file, bytes] of content) {
      const path = `/${folder}/${file}`;
      server.serve(path, answer(bytes, path));
    }
    const { view } = await runInProcess(served(spec2020, folder), { http: quick });
    expect(view.missing).toEqual([]);
    expect(histograms(view)).toBe(expected);
  });

  it("names what a lying server cost, and keeps the rest", async () => {
    const [good, bad] = [...content];
    server.serve(`/lies/${good![0]}`, part(good![1]));
    server.serve(`/lies/${bad![0]}`, part(bad![1], { contentRange: (start, stop) => `bytes ${start}-${stop}/77` }));
    const { view } = await runInProcess(served(spec2020, "lies"), { http: { ...quick, attempts: 2 } });
    expect(view.status).toBe("incomplete");
    expect(view.missing.map(({ file, failure }) => [file, failure?.name])).toEqual([
      [bad![0], "SourceInconsistentError"],
    ]);
    expect(view.groups[0]!.progress.filesComplete).toBe(1);
  });

  it("fetches only what it needs of a large file, in few requests, with the same bits as from disk", async () => {
    const { folder, name, entries } = await largeFile();
    const bytes = readFileSync(join(folder, name));
    server.serve(`/large/${name}`, part(bytes));
    const spec = parseSpec({
      ...spec2020,
      groups: [
        {
          name: "mc",
          label: "MC",
          color: "#000000",
          kind: "background",
          samples: [{ name: "mc", files: [name] }],
        },
      ],
    });
    const local = await runInProcess(spec, { mirrors: [folder] });
    const before = server.requests.length;
    const { view } = await runInProcess(served(spec, "large"), { http: quick });
    const requests = server.requests.slice(before);
    const fetched = requests.reduce((sum, { range }) => {
      const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [];
      return sum + Math.min(Number(end) + 1, bytes.length) - Number(start);
    }, 0);
    expect(histograms(view)).toBe(histograms(local.view));
    expect(view.progress.entriesSeen).toBe(entries);
    // A thousand baskets, most of the file, lie mixed with others: stretches are fetched whole, and none twice.
    expect(requests.length).toBeLessThan(40);
    expect(fetched).toBeLessThan(1.2 * bytes.length);
  });
});

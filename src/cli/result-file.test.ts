import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resultsView } from "../../test/support/results-view.ts";
import { NonFiniteSumError } from "../histogram/errors.ts";
import { createHistogram } from "../histogram/histogram.ts";
import { histogramsToCsv } from "../results/to-csv.ts";
import { writeRootResults } from "../results/write-root-results.ts";
import { uhiDocumentText } from "../results/uhi-document.ts";
import { createMemorySink } from "../rootio/write/byte-sink.ts";
import { ResultFile } from "./result-file.ts";
import { softwareVersion } from "../serve/software-version.ts";
import { UsageError } from "./usage-error.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hzz-out-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const view = await resultsView();

async function written(name: string): Promise<Buffer> {
  const file = await ResultFile.open(join(folder, name));
  expect(await readdir(folder)).not.toContain(name);
  await file.write(view);
  await file.discard();
  expect(await readdir(folder)).toEqual([name]);
  return readFile(join(folder, name));
}

describe("the file of a result", () => {
  it.each(["x.json", "x", "x.root.txt"])("%s is UHI JSON", async (name) => {
    expect((await written(name)).toString()).toBe(uhiDocumentText(view));
  });

  it.each(["x.csv", "X.CSV"])("%s is CSV", async (name) => {
    expect((await written(name)).toString()).toBe(histogramsToCsv(view));
  });

  it.each(["x.root", "x.ROOT"])("%s is a ROOT file", async (name) => {
    const sink = createMemorySink();
    await writeRootResults(view, sink, { version: softwareVersion });
    expect((await written(name)).equals(sink.bytes())).toBe(true);
  });

  it("does not appear if it cannot be written whole", async () => {
    const [group] = view.groups;
    const [name, histogram] = [...group!.histograms][0]!;
    const endless = createHistogram({ ...histogram, sumw: histogram.sumw.map(() => Infinity) });
    const broken = { ...view, groups: [{ ...group!, histograms: new Map([[name, endless]]) }] };
    const file = await ResultFile.open(join(folder, "x.root"));
    await expect(file.write(broken)).rejects.toThrow(NonFiniteSumError);
    await file.discard();
    expect(await readdir(folder)).toEqual([]);
  });

  it("is refused at once where none can be", async () => {
    const path = join(folder, "none", "x.root");
    await expect(ResultFile.open(path)).rejects.toThrow(UsageError);
    await expect(ResultFile.open(path)).rejects.toThrow(/--out: .*its folder does not exist.*none/);
  });

  it("is none if none is asked for", async () => {
    const file = await ResultFile.open(undefined);
    await file.write(view);
    await file.discard();
    expect(file.format).toBeUndefined();
  });
});

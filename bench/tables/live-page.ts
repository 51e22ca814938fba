import { setTimeout as pause } from "node:timers/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { layoutOf } from "../../src/analysis/layout.ts";
import type { AnalysisSpec } from "../../src/analysis/spec.ts";
import { readPageFiles } from "../../src/plotter/read-page-files.ts";
import { launchChromium } from "../../test/support/chromium.ts";
import { done, planned } from "../../test/support/fixture-log.ts";
import { pageSpec, samples } from "../../test/support/page-fixture.ts";
import { type PageServer, startPageServer } from "../../test/support/page-server.ts";
import { markdown, series, type Table } from "../series.ts";
import { spreadOf } from "../statistics.ts";

const histograms = 9;
const bins = 50;
/** While it is watched: as many partitions, one each quarter of a second. */
const partitions = 60;
const partitionMs = 250;

const spec: AnalysisSpec = {
  ...pageSpec,
  histograms: Array.from({ length: histograms }, (_, i) => ({
    ...pageSpec.histograms[0]!,
    name: `m${i}`,
    axis: { type: "regular", bins, lower: 100, upper: 150, label: `m${i}`, unit: "GeV" },
  })),
};

/** How much of a page's main thread a running analysis takes, with one of its histograms shown, and all. @param beside as of the loading of pages */
export async function livePageTable(rounds: number, beside: string | undefined): Promise<Table & AsyncDisposable> {
  const browser = await launchChromium();
  const builds = [
    { build: "this", assets: undefined },
    ...(beside === undefined ? [] : [{ build: "beside", assets: await readPageFiles(join(beside, "dist/page")) }]),
  ];
  const measured = builds.flatMap(({ build, assets }) =>
    [
      { what: "one shown", hash: "" },
      { what: "all shown", hash: "#m0&overview=yes" },
    ].map(({ what, hash }) => ({
      words: [what, ...(beside === undefined ? [] : [build])],
      of: series(`${histograms} histograms, ${what}, ${build}`, rounds, async () => {
        const server = await startPageServer(assets === undefined ? {} : { assets });
        const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
        try {
          return await busyWith(server, page, hash);
        } finally {
          await page.close();
          await server.close();
        }
      }),
    })),
  );
  return {
    title: `A page of ${histograms} histograms while partitions come, ${1000 / partitionMs} a second`,
    series: measured.map(({ of }) => of),
    show: () =>
      markdown(
        ["page", ...(beside === undefined ? [] : ["build"]), "main thread busy, %"],
        measured.map(({ words, of: { values } }) => [...words, spreadOf(values, (busy) => 100 * busy, 1)]),
      ),
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

/** Part of the time in which tasks ran. */
async function busyWith(server: PageServer, page: Page, hash: string): Promise<number> {
  const id = await server.plotter.start(spec);
  const [last, ...others] = samples.toReversed();
  await server.read(id, others, spec);
  const plan = planned(
    last!,
    0,
    Array.from({ length: partitions + 2 }, (_, i) => 1000 * i),
    "uuid-live",
  );
  await server.plotter.happen(id, [plan]);
  await page.goto(`${server.url}/analyses/${id}${hash}`);
  await page.locator("canvas").first().waitFor();
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const look = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    const valueOf = (wanted: string) => metrics.find(({ name }) => name === wanted)!.value;
    return { at: valueOf("Timestamp"), busy: valueOf("TaskDuration") };
  };
  // What is fetched after the plot belongs to its loading.
  await pause(2000);
  const layout = layoutOf(spec);
  const before = await look();
  for (let i = 0; i < partitions; i++) {
    const sums = new Float64Array(layout.length).map((_, at) => (i + at) % 7);
    await server.plotter.happen(id, [{ ...done(plan, i), layout: layout.fingerprint, sums }]);
    await pause(partitionMs);
  }
  const after = await look();
  return (after.busy - before.busy) / (after.at - before.at);
}

import { join } from "node:path";
import { readPageFiles } from "../../src/plotter/read-page-files.ts";
import { launchChromium } from "../../test/support/chromium.ts";
import { samples } from "../../test/support/page-fixture.ts";
import { startPageServer } from "../../test/support/page-server.ts";
import { devices, measureLoading } from "../page-loading.ts";
import { markdown, series, type Table } from "../series.ts";
import { spreadOf } from "../statistics.ts";

/**
 * Pages as they were last built, and on one server with them those of another checkout. The server and the browser take turns on one
 * machine with what else runs there.
 *
 * @param beside folder of that other checkout, built
 */
export async function loadingTable(rounds: number, beside: string | undefined): Promise<Table & AsyncDisposable> {
  const browser = await launchChromium();
  const other = beside === undefined ? undefined : { assets: await readPageFiles(join(beside, "dist/page")) };
  const builds = await Promise.all(
    [{ build: "", assets: undefined }, ...(other === undefined ? [] : [{ build: "beside", ...other }])].map(
      async ({ build, assets }) => {
        const server = await startPageServer(assets === undefined ? {} : { assets });
        const id = await server.start();
        await server.read(id, samples);
        return { build, server, id };
      },
    ),
  );
  const measured = builds.flatMap(({ build, server, id }) =>
    [
      { name: "list", path: "/", ready: ".analyses li" },
      { name: "plot", path: `/analyses/${id}`, ready: ".plot canvas" },
      { name: "operations", path: "/operations", ready: ".lanes" },
      // Which an earlier build may not have.
      ...(build === "" ? [{ name: "editor", path: "/new", ready: ".cm-content" }] : []),
    ].flatMap(({ name, path, ready }) =>
      devices.map((device) => ({
        words: [name, device.name, ...(beside === undefined ? [] : [build === "" ? "this" : build])],
        of: series(`${name}, ${device.name} ${build}`, rounds, () =>
          measureLoading(browser, `${server.url}${path}`, ready, device),
        ),
      })),
    ),
  );
  return {
    title: "Pages, opened with an empty cache",
    series: measured.map(({ of }) => of),
    show: () =>
      markdown(
        [
          "page",
          "device",
          ...(beside === undefined ? [] : ["build"]),
          "FCP, ms",
          "LCP, ms",
          "TBT, ms",
          "CLS",
          "sent, kB",
        ],
        measured.map(({ words, of: { values } }) => [
          ...words,
          spreadOf(values, ({ fcp }) => fcp),
          spreadOf(values, ({ lcp }) => lcp),
          spreadOf(values, ({ tbt }) => tbt),
          spreadOf(values, ({ cls }) => cls, 3),
          spreadOf(values, ({ bytes }) => bytes / 1000),
        ]),
      ),
    [Symbol.asyncDispose]: async () => {
      await browser.close();
      for (const { server } of builds) await server.close();
    },
  };
}

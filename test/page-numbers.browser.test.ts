import type { Browser } from "playwright-core";
import { asimovSignificance } from "../src/physics/significance.ts";
import { poissonInterval } from "../src/physics/poisson-interval.ts";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { GroupView } from "../src/protocol/documents/analysis-view.ts";
import { valueAndError } from "../src/plot/numbers.ts";
import { type WatchedPage, withAnalysisPage, withPage as withChromiumPage } from "./support/chromium.ts";
import { allDone } from "./support/fixture-log.ts";
import { pageSpec, samples } from "./support/page-fixture.ts";
import type { PageServer } from "./support/page-server.ts";
import { colorAt, columnHeight, isNear, plotImage, readPlot } from "./support/plot-pixels.ts";
import { usePageServer } from "./support/use-page-server.ts";
import { variedSums } from "./support/varied-sums.ts";

const bins = 10;
/** A busy machine draws when it comes to it. */
const patience = 30_000;

let browser: Browser;
let server: PageServer;

usePageServer((started) => {
  ({ browser, server } = started);
});

const withPage = (id: string, use: (watched: WatchedPage) => Promise<void>) =>
  withAnalysisPage(browser, server.url, id, use);

const groupOf = (id: string, name: string): GroupView => server.view(id).groups.find((group) => group.name === name)!;

/** The legend from top to bottom: what a reader sees of the yields. */
function expectedLegend(id: string): string[] {
  const textOf = (name: string) => {
    const { sumw, error } = groupOf(id, name).histograms.get("m4l")!.integral();
    return name === "data" ? String(sumw) : valueAndError(sumw, error);
  };
  const simulation = ["z-ttbar", "zz", "signal"].map((name) => groupOf(id, name).histograms.get("m4l")!.integral());
  const total = simulation.reduce((sum, { sumw }) => sum + sumw, 0);
  const error = Math.hypot(...simulation.map((each) => each.error));
  return [...["data", "signal", "zz", "z-ttbar"].map(textOf), valueAndError(total, error)];
}

it("thousands have commas, in the table of bins and of a range as in the legend", async () => {
  const spec = { ...pageSpec, title: "Thousands" };
  const id = await server.plotter.start(spec);
  await server.plotter.happen(
    id,
    allDone(
      spec,
      variedSums(spec, () => 12.341),
    ),
  );
  await withChromiumPage(browser, server.url, `/analyses/${id}#m4l&zoom=1:4`, async ({ page }) => {
    // 100 events of each of the three samples: 1234.1 ± 123.4 in one of them.
    await page.getByText("3,702 of 3,702 background").waitFor();
    await page.getByText("Table of bin contents").click();
    await page
      .locator(".bin-table td", { hasText: /^1,234$/ })
      .first()
      .waitFor();
  });
});

describe("the page of a complete analysis", () => {
  let id: string;
  beforeAll(async () => {
    id = await server.start("Complete");
    await server.read(id, samples);
  });

  it("draws layers as high as the ledger's sums", () =>
    withPage(id, async ({ page }) => {
      const plot = await readPlot(page);
      const values = (name: string) => groupOf(id, name).histograms.get("m4l")!.values();
      const data = values("data");
      // The highest point is the fullest data bin with its error; it stands at 1 / 1.6 of the height.
      const upper = 1.6 * Math.max(...data.map((count) => poissonInterval(count).upper));
      for (const [name, color] of [
        ["z-ttbar", "#6b59d3"],
        ["zz", "#ff0000"],
        ["signal", "#00cdff"],
      ] as const)
        for (let bin = 0; bin < bins; bin++) {
          const drawn = (columnHeight(plot, bin, bins, color) / plot.height) * upper;
          // Borders of the layers, ticks and the edge of the hatching take some pixels.
          const pixels = (6 / plot.height) * upper;
          expect(Math.abs(drawn - values(name)[bin]!), `${name}, bin ${bin}`).toBeLessThan(pixels);
        }
    }));

  it("draws data as black points at the ledger's counts, and none in empty bins", () =>
    withPage(id, async ({ page }) => {
      const plot = await readPlot(page);
      const data = groupOf(id, "data").histograms.get("m4l")!.values();
      const upper = 1.6 * Math.max(...data.map((count) => poissonInterval(count).upper));
      for (let bin = 0; bin < bins; bin++)
        if (data[bin]! > 0) expect(isNear(colorAt(plot, bin, bins, data[bin]! / upper), "#000000")).toBe(true);
        else expect(columnHeight(plot, bin, bins, "#000000", 0.5)).toBeLessThan(12);
    }));

  it("tells the ledger's yields in the legend", () =>
    withPage(id, async ({ page }) => {
      await expect.poll(() => page.locator(".legend-yield").allInnerTexts()).toEqual(expectedLegend(id));
    }));

  it("tells every number in the table, with two digits of its error, and all digits in its title", () =>
    withPage(id, async ({ page }) => {
      await page.getByText("Table of bin contents").click();
      const cells = page.getByRole("region", { name: "Table of bin contents" }).locator("tbody td");
      const exact = Array.from({ length: bins + 2 }, (_, at) =>
        server.view(id).groups.flatMap(({ histograms }) => {
          const { sumw, sumw2 } = histograms.get("m4l")!;
          return [sumw[at]!, Math.sqrt(sumw2[at]!)];
        }),
      ).flat();
      const titles = async () => Promise.all((await cells.all()).map((cell) => cell.getAttribute("title")));
      await expect.poll(titles).toEqual(exact.map(String));
      const texts = await cells.allTextContents();
      for (let i = 0; i < texts.length; i += 2) {
        expect(Math.abs(Number(texts[i]) - exact[i]!)).toBeLessThanOrEqual(exact[i + 1]! / 20);
        expect(Number(texts[i + 1])).toBe(Number(exact[i + 1]!.toPrecision(exact[i + 1]! < 100 ? 2 : 3)));
      }
      expect(Math.max(...texts.map((text) => text.length))).toBeLessThan(9);
    }));

  it("tells the numbers of the bin under the pointer", () =>
    withPage(id, async ({ page }) => {
      const frame = (await page.locator(".plot .u-over").boundingBox())!;
      await page.mouse.move(frame.x + (4.5 / bins) * frame.width, frame.y + frame.height / 2);
      const readout = page.getByTestId("readout");
      await readout.waitFor();
      const at = (name: string) => {
        const histogram = groupOf(id, name).histograms.get("m4l")!;
        return valueAndError(histogram.values()[4]!, histogram.errors()[4]!);
      };
      const told = async () => (await readout.locator("dd").allInnerTexts()).slice(0, 5);
      const simulated = ["signal", "zz", "z-ttbar"].map(at);
      // 35 events, with the interval of a Poisson mean, and with ±√N where that is asked for.
      await expect.poll(told).toEqual(["120–125 GeV", "35 +7.0 −5.9", ...simulated]);
      const rootErrors = page.getByRole("button", { name: "±√N" });
      await rootErrors.click();
      // The button may have scrolled into view.
      const now = (await page.locator(".plot .u-over").boundingBox())!;
      await page.mouse.move(now.x + (4.5 / bins) * now.width, now.y + now.height / 2);
      await expect.poll(told).toEqual(["120–125 GeV", at("data"), ...simulated]);
      expect(await rootErrors.getAttribute("aria-pressed")).toBe("true");
    }));

  it("tells the yields in the window of the Higgs boson, and in any other window", () =>
    withPage(id, async ({ page }) => {
      const panel = page.getByRole("region", { name: "Events in a window" });
      const sum = (name: string, start: number, stop: number) =>
        groupOf(id, name)
          .histograms.get("m4l")!
          .values()
          .slice(start, stop)
          .reduce((a, b) => a + b, 0);
      const cells = panel.locator("td");
      await expect.poll(() => cells.first().innerText()).toBe(String(sum("data", 3, 6)));
      await expect.poll(() => cells.nth(1).innerText()).toMatch(new RegExp(`^${sum("signal", 3, 6).toFixed(2)} ± `));
      await expect.poll(() => panel.innerText()).toContain("115–130 GeV, 3 bins");
      const variance = (name: string) =>
        groupOf(id, name)
          .histograms.get("m4l")!
          .variances()
          .slice(3, 6)
          .reduce((a, b) => a + b, 0);
      const background = ["z-ttbar", "zz"].reduce((total, name) => total + sum(name, 3, 6), 0);
      const error = Math.sqrt(variance("z-ttbar") + variance("zz"));
      const expected = asimovSignificance(sum("signal", 3, 6), background, error)!;
      await expect
        .poll(() => panel.innerText())
        .toMatch(new RegExp(`Expected significance\\s+${expected.toFixed(2)} σ`));
      await panel.getByLabel("to").fill("120");
      await expect.poll(() => panel.innerText()).toContain("115–120 GeV, 1 bin");
      await expect.poll(() => cells.first().innerText()).toBe(String(sum("data", 3, 4)));
    }));

  it("tells contents per unit of the axis where bins have different widths, if asked to", () =>
    withPage(id, async ({ page }) => {
      await page.getByRole("tab", { name: "Number of jets" }).click();
      const perUnit = page.getByRole("button", { name: "Events / unit" });
      const tellsLastBin = async () => {
        const frame = (await page.locator(".plot .u-over").boundingBox())!;
        await page.mouse.move(frame.x + 0.8 * frame.width, frame.y + frame.height / 2);
        return (await page.getByTestId("readout").locator("dd").allInnerTexts()).at(2);
      };
      const signal = groupOf(id, "signal").histograms.get("n")!;
      // From 2 to 5.
      const [value, error] = [signal.values()[2]!, signal.errors()[2]!];
      await expect.poll(tellsLastBin).toBe(valueAndError(value, error));
      await perUnit.click();
      await expect.poll(tellsLastBin).toBe(valueAndError(value / 3, error / 3));
      expect(await perUnit.getAttribute("aria-pressed")).toBe("true");
    }));

  it("stacks again without a group that is switched off", () =>
    withPage(id, async ({ page }) => {
      const before = await readPlot(page);
      const button = page.locator(".legend").getByRole("button", { name: /^ZZ/ });
      await button.click();
      await expect.poll(() => button.getAttribute("aria-pressed")).toBe("false");
      expect(columnHeight(before, 4, bins, "#ff0000")).toBeGreaterThan(5);
      const heightOf = async (color: string) => columnHeight(await readPlot(page), 4, bins, color);
      await expect.poll(() => heightOf("#ff0000")).toBe(0);
      const after = await readPlot(page);
      expect(Math.abs(columnHeight(after, 4, bins, "#00cdff") - columnHeight(before, 4, bins, "#00cdff"))).toBeLessThan(
        4,
      );
      await button.click();
      await expect.poll(() => heightOf("#ff0000")).toBe(columnHeight(before, 4, bins, "#ff0000"));
      expect((await readPlot(page)).picture.width).toBe(before.picture.width);
    }));

  it("shows the bins that are dragged over, as high as there is room, and all of them again", () =>
    withPage(id, async ({ page }) => {
      const frame = (await page.locator(".plot .u-over").boundingBox())!;
      const xOf = (bin: number) => frame.x + (bin / bins) * frame.width;
      await page.mouse.move(xOf(6.5), frame.y + 300);
      await page.mouse.down();
      await page.mouse.move(xOf(8.5), frame.y + 310, { steps: 5 });
      await page.mouse.up();
      const whole = page.getByRole("button", { name: "Whole axis" });
      await expect.poll(() => whole.getAttribute("aria-disabled")).toBe("false");
      // Bins 6, 7 and 8; data have 4, 5 and 0 events, simulation is lower than the error bar of 5.
      const upper = 1.6 * poissonInterval(5).upper;
      await vi.waitFor(async () => {
        const plot = await readPlot(page);
        for (const [at, content] of [4, 3, 2].entries()) {
          const drawn = (columnHeight(plot, at, 3, "#6b59d3") / plot.height) * upper;
          expect(Math.abs(drawn - content)).toBeLessThan((8 / plot.height) * upper);
        }
      }, patience);
      await whole.click();
      const signal = async () => columnHeight(await readPlot(page), 4, bins, "#00cdff");
      await expect.poll(signal).toBeGreaterThan(20);
    }));

  it("draws contents at their logarithms on a logarithmic axis", () =>
    withPage(id, async ({ page }) => {
      await page.getByRole("button", { name: "Log scale" }).click();
      // The smallest content is 1, so that the axis starts a power of ten below; the highest point stands at 1 / 1.6.
      const decades = 1.6 * Math.log10(poissonInterval(35).upper / 0.1);
      await vi.waitFor(async () => {
        const plot = await readPlot(page);
        for (const bin of [0, 3, 4, 9]) {
          const content = groupOf(id, "z-ttbar").histograms.get("m4l")!.values()[bin]!;
          const drawn = (columnHeight(plot, bin, bins, "#6b59d3") / plot.height) * decades;
          expect(Math.abs(drawn - Math.log10(content / 0.1)), `bin ${bin}`).toBeLessThan((8 / plot.height) * decades);
        }
      }, patience);
    }));

  it("has a tab for each histogram, and keeps the chosen one when it is loaded again", () =>
    withPage(id, async ({ page }) => {
      await page.getByRole("tab", { name: "Number of jets" }).click();
      await page.getByRole("heading", { name: "Number of jets" }).waitFor();
      await page.reload();
      await page.getByRole("heading", { name: "Number of jets" }).waitFor();
      const { sumw } = groupOf(id, "data").histograms.get("n")!.integral();
      await expect.poll(() => page.locator(".legend-yield").first().innerText()).toBe(String(sumw));
    }));

  it("tells the cutflow of groups and of their samples", () =>
    withPage(id, async ({ page }) => {
      const table = page.getByRole("table", { name: "Cutflow" });
      await table.getByRole("button", { name: "ZZ*" }).click();
      const { samples: parts, cutflow } = groupOf(id, "zz");
      for (const [row, part] of [cutflow, ...parts.map((sample) => sample.cutflow)].entries()) {
        const cells = table
          .getByRole("row")
          .filter({ hasText: /ZZ\*|llll|eell/ })
          .nth(row)
          .locator("td");
        await expect
          .poll(() => cells.allInnerTexts())
          .toEqual(
            part.map(
              ({ entries, sumw, sumw2 }) =>
                `${valueAndError(sumw, Math.sqrt(sumw2))}\n${entries.toLocaleString("en")} events`,
            ),
          );
      }
    }));
});

describe("the page of an analysis that runs", () => {
  it("grows while deltas arrive, and says at the end that it is complete", async () => {
    const id = await server.start("Growing");
    await withPage(id, async ({ page }) => {
      const data = page.locator(".legend-yield").first();
      await expect.poll(() => data.innerText()).toBe("0");
      await expect.poll(() => page.locator("figure p.hidden-text").innerText()).toContain("running: 0 of 6 files in");
      await server.read(id, ["periodA"]);
      await data.filter({ hasText: "48" }).waitFor();
      await server.read(id, ["periodB", "Zee", "llll"]);
      await data.filter({ hasText: "88" }).waitFor();
      await expect.poll(() => page.locator("figure p.hidden-text").innerText()).toContain("running: 4 of 6 files in");
      await server.read(id, ["eell", "ggH"]);
      await page.locator(".status").filter({ hasText: "complete" }).waitFor();
      await expect.poll(() => page.locator(".legend-yield").allInnerTexts()).toEqual(expectedLegend(id));
      const signal = async () => columnHeight(await readPlot(page), 4, bins, "#00cdff");
      await expect.poll(signal).toBeGreaterThan(20);
    });
  });

  it("shows the same after a reload in the middle, and in a second browser", async () => {
    const id = await server.start("Reloaded");
    await server.read(id, ["periodA"]);
    await withPage(id, async ({ page }) => {
      await server.read(id, ["Zee", "ggH"]);
      await page.getByText("3 of 6 files").first().waitFor();
      await expect.poll(() => page.locator(".legend-yield").allInnerTexts()).toEqual(expectedLegend(id));
      const signal = async () => columnHeight(await readPlot(page), 4, bins, "#00cdff");
      await expect.poll(signal).toBeGreaterThan(20);
      const [picture, legend] = [await plotImage(page), await page.locator(".legend").innerText()];

      await page.reload();
      await page.getByText("3 of 6 files").first().waitFor();
      await expect.poll(() => page.locator(".legend").innerText()).toBe(legend);
      await expect.poll(() => plotImage(page)).toBe(picture);

      await withPage(id, async ({ page: second }) => {
        await second.getByText("3 of 6 files").first().waitFor();
        await expect.poll(() => second.locator(".legend").innerText()).toBe(legend);
        await expect.poll(() => plotImage(second)).toBe(picture);
        // Both go on from here.
        await server.read(id, ["periodB"]);
        await Promise.all(
          [page, second].map((each) => each.locator(".legend-yield").first().filter({ hasText: "88" }).waitFor()),
        );
      });
    });
  });
});

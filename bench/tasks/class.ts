import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { presetInput } from "../../src/analysis/presets/presets.ts";
import type { AnalysisSummary, AnalysisUpdate } from "../../src/protocol/documents/analysis-document.ts";
import { waitForState } from "../../test/support/http-plotter.ts";
import { launchChromium } from "../../test/support/chromium.ts";
import { startUp } from "../../test/support/hzz-up.ts";
import { openStream, send } from "../plain-http.ts";

/** Medians and worst of many, in ms. */
export interface Spread {
  readonly median: number;
  readonly worst: number;
}

/** A class that uses one server. */
export interface ClassUse {
  /** Everybody starts analyses of their own, spread over some time. */
  readonly own: { readonly first: Spread; readonly last: Spread };
  /** Everybody starts the same one at once, and watches it. */
  readonly same: { readonly first: Spread; readonly last: Spread };
  /** From the address to the list of analyses, in Chromium, while the others work. */
  readonly page: Spread;
  /** Of plotter and processor, which are one process. */
  readonly peakRssMb: number;
}

const eachStarts = 3;
/** As often as the first page asks for its list. */
const listMs = 1500;
const pageLoads = 5;

process.once("SIGTERM", () => process.exit(1));
const [dist = "", people = "30", seconds = "60"] = process.argv.slice(2);
const names = Array.from({ length: Number(people) }, (_, i) => `person ${i}`);
const tokenOf = (name: string) => `a-token-for-the-bench-${name.replace(" ", "-")}`;
const tokens = names.map((name) => `${name}=${tokenOf(name)}`).join(",");

interface Watched {
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Starts the toy under a title, as somebody, and watches it to its end. */
async function startAndWatch(url: string, name: string, title: string): Promise<Watched> {
  const begun = performance.now();
  const answer = await fetch(`${url}/analyses`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${tokenOf(name)}` },
    body: JSON.stringify({ ...presetInput("hzz-toy"), title }),
  });
  if (!answer.ok) throw new Error(`${name} was answered ${answer.status}: ${await answer.text()}`);
  const { id } = (await answer.json()) as AnalysisSummary;
  let firstMs: number | undefined;
  const stream = openStream(url, id, (data) => {
    const { progress } = JSON.parse(data) as AnalysisUpdate;
    if (progress.entriesSeen > 0) firstMs ??= performance.now() - begun;
  });
  await stream.ended;
  return { firstMs: firstMs ?? NaN, lastMs: performance.now() - begun };
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: sorted[sorted.length >> 1] ?? NaN, worst: sorted.at(-1) ?? NaN };
}

const timesOf = (all: readonly Watched[]) => ({
  first: spread(all.map(({ firstMs }) => firstMs)),
  last: spread(all.map(({ lastMs }) => lastMs)),
});

const settings = { HZZ_WORKERS: "1", HZZ_TOKENS: tokens, HZZ_TOKEN: tokenOf("teacher") };
await using up = await startUp([], settings, dist);
const browser = await launchChromium();
try {
  // The files of the toy are made once, and not measured.
  const { id } = (await (
    await fetch(`${up.url}/analyses`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${settings.HZZ_TOKEN}` },
      body: JSON.stringify({ preset: "hzz-toy" }),
    })
  ).json()) as AnalysisSummary;
  await waitForState(up.url, id, ({ status }) => status === "complete");

  const isOver = new AbortController();
  const lists = names.map(async (name) => {
    while (!isOver.signal.aborted) {
      await send("GET", `${up.url}/analyses?first=${encodeURIComponent(name)}`);
      await pause(listMs);
    }
  });
  const windowMs = Number(seconds) * 1000;
  const starts = names.flatMap((name, person) =>
    Array.from({ length: eachStarts }, async (_, i) => {
      await pause(((i + person / names.length) * windowMs) / eachStarts);
      return startAndWatch(up.url, name, `${name}, analysis ${i}`);
    }),
  );
  const loads: number[] = [];
  const loading = (async () => {
    for (let i = 0; i < pageLoads; i++) {
      await pause(windowMs / (pageLoads + 1));
      const page = await browser.newPage();
      const begun = performance.now();
      await page.goto(up.url);
      await page.locator(".analyses li").first().waitFor();
      loads.push(performance.now() - begun);
      await page.close();
    }
  })();
  const own = timesOf(await Promise.all(starts));
  await loading;
  isOver.abort();
  await Promise.all(lists);
  const same = timesOf(await Promise.all(names.map((name) => startAndWatch(up.url, name, "The same for all"))));
  const status = readFileSync(`/proc/${up.process.pid}/status`, "utf8");
  const peakRssMb = Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1]) / 1024;
  console.log(JSON.stringify({ own, same, page: spread(loads), peakRssMb } satisfies ClassUse));
} finally {
  await browser.close();
}

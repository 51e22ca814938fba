import { launchChromium } from "../../test/support/chromium.ts";
import { startUp } from "../../test/support/hzz-up.ts";
import { type LiveName, liveAnalyses, type LivePlaces } from "../live-analyses.ts";
import { installProbe, type PageTimes, startOnPage } from "../page-probe.ts";

/** `cold`: the first analysis after the start of `hzz up` and of the browser. */
export interface PageRounds {
  readonly cold: PageTimes;
  readonly warm: readonly PageTimes[];
}

// Ended from outside, it takes its server and its browser along.
process.once("SIGTERM", () => process.exit(1));

const [places = "", name = "2020", count = "3"] = process.argv.slice(2);
const analysis = liveAnalyses(JSON.parse(places) as LivePlaces)[name as LiveName];
const browser = await launchChromium();
try {
  await using up = await startUp(["--mirror", analysis.mirror], { HZZ_MAX_CHANGES_PER_MINUTE: "1000" });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await installProbe(page);
  const cold = await startOnPage(page, up.url, analysis.request("cold"));
  const warm: PageTimes[] = [];
  for (let round = 0; round < Number(count); round++)
    warm.push(await startOnPage(page, up.url, analysis.request(`warm ${round}`)));
  console.log(JSON.stringify({ cold, warm } satisfies PageRounds));
  await up.end();
} finally {
  await browser.close();
}

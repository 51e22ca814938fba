import type { Page } from "playwright-core";

/** What a browser saw of an analysis that it started, in milliseconds from sending the POST, on its own clock. */
export interface PageTimes {
  /** The POST was answered. */
  readonly answered: number;
  /** The first state with an event in a histogram had come, as the document or from the event stream. */
  readonly delta: number;
  /** The end of the first frame in which the legend shows a number above 0. */
  readonly frame: number;
  /** The state that says `complete` had come. */
  readonly complete: number;
  /** What brought the first delta. */
  readonly by: "document" | "event";
}

/**
 * Runs in every page before its own scripts. It stands around what the page calls anyway (`fetch`, `Response.json`, `EventSource`) and looks at
 * the legend after each change; the page knows nothing of it. The page's own POST gets the body of the analysis to be measured.
 *
 * A change within a frame is seen at the end of that frame, any other at the end of the next one: a task that is posted while a
 * frame is made runs after it.
 */
const probe = `(() => {
  const times = {};
  const bench = (window.bench = { body: undefined, times });
  bench.done = new Promise((resolve) => { bench.finish = resolve; });
  const note = (name) => {
    if (times.posted === undefined || name in times) return;
    times[name] = performance.now() - times.posted;
    if ("frame" in times && "complete" in times) bench.finish(times);
  };
  const look = (state, by) => {
    if (!Array.isArray(state?.groups)) return;
    const filled = ({ histograms }) => Object.values(histograms).some(({ entries }) => entries.some((n) => n > 0));
    if (!("delta" in times) && state.groups.some(filled)) { times.by = by; note("delta"); }
    if (state.status === "complete") note("complete");
  };

  const send = window.fetch;
  window.fetch = async (input, init) => {
    if (init?.method !== "POST") return send(input, init);
    times.posted = performance.now();
    const answer = await send(input, { ...init, body: bench.body });
    note("answered");
    return answer;
  };
  const read = Response.prototype.json;
  Response.prototype.json = async function () {
    const value = await read.call(this);
    look(value, "document");
    return value;
  };
  window.EventSource = class extends EventSource {
    constructor(...args) {
      super(...args);
      this.addEventListener("state", ({ data }) => look(JSON.parse(data), "event"));
    }
  };

  const { port1, port2 } = new MessageChannel();
  let inFrame = false;
  let shown = false;
  port1.onmessage = () => {
    inFrame = false;
    if (shown) note("frame");
  };
  const afterFrame = () => port2.postMessage("");
  const frame = () => {
    inFrame = true;
    afterFrame();
    if (!("frame" in times)) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  new MutationObserver(() => {
    if (shown) return;
    const yields = [...document.querySelectorAll(".legend-yield")];
    if (!yields.some(({ textContent }) => Number.parseFloat(textContent) > 0)) return;
    if (inFrame) shown = true;
    else requestAnimationFrame(() => { shown = true; afterFrame(); });
  }).observe(document, { childList: true, characterData: true, subtree: true });
})()`;

const patienceMs = 60_000;

/** From now on, pages of the context can be watched. */
export async function installProbe(page: Page): Promise<void> {
  await page.addInitScript(probe);
}

/**
 * Starts an analysis as a user does, with the button of a preset on the first page, and waits for its end.
 *
 * @param url of the server
 * @param request what is posted in place of the preset
 */
export async function startOnPage(page: Page, url: string, request: object): Promise<PageTimes> {
  await page.goto(`${url}/`);
  const button = page.getByRole("button", { name: "Start hzz-2020" });
  await button.waitFor({ timeout: patienceMs });
  await page.evaluate(`window.bench.body = ${JSON.stringify(JSON.stringify(request))}`);
  await button.click();
  const late = `new Promise((_, fail) => setTimeout(() => fail(new Error(JSON.stringify(bench.times))), ${patienceMs}))`;
  return await page.evaluate<PageTimes>(`Promise.race([window.bench.done, ${late}])`);
}

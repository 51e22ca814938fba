import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { launchChromium } from "../test/support/chromium.ts";
import type { MisbehavingServer } from "../test/support/misbehaving-server.ts";
import { distFolder } from "../test/support/run-in-process.ts";
import type { Ask } from "./contestants.ts";

/** The thread that runs the function: what it is sent is an item, what it sends back its answer. */
const thread = `
import edge from "./edge.js";
let settings;
onmessage = async ({ data }) => {
  if (typeof data === "object") { settings = data; postMessage("ready"); return; }
  const response = await edge.fetch(
    new Request("https://edge.invalid/work", { method: "POST", body: data, headers: { "content-type": "application/json" } }),
    settings,
  );
  postMessage({ status: response.status, text: await response.text() });
};`;

const page = `<!doctype html><title>edge</title><script type="module">
const worker = new Worker("/thread.js", { type: "module" });
const answer = () => new Promise((resolve, reject) => {
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = ({ message }) => reject(new Error(message));
});
globalThis.ask = (sent) => { const got = answer(); worker.postMessage(sent); return got; };
</script>`;

/** `edge.js` in a worker of a page, which is served beside the files: another origin would have to allow that they are read. */
export async function startInChromium(
  files: Pick<MisbehavingServer, "origin" | "serve">,
  settings: Readonly<Record<string, string>>,
): Promise<{ readonly ask: Ask } & AsyncDisposable> {
  const asset = (path: string, type: string, body: string) =>
    files.serve(path, (_, response) => response.writeHead(200, { "content-type": type }).end(body));
  const url = asset("/", "text/html", page);
  asset("/thread.js", "text/javascript", thread);
  asset("/edge.js", "text/javascript", await readFile(join(distFolder, "edge.js"), "utf8"));
  const browser = await launchChromium();
  const tab = await browser.newPage();
  await tab.goto(url);
  await tab.waitForFunction(() => "ask" in globalThis);
  const send = (sent: unknown) =>
    tab.evaluate((what) => (globalThis as unknown as { ask: (sent: unknown) => Promise<unknown> }).ask(what), sent);
  await send(settings);
  return {
    ask: async (body) => (await send(new TextDecoder().decode(body))) as Awaited<ReturnType<Ask>>,
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

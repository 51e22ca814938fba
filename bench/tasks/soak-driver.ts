import { setTimeout as pause } from "node:timers/promises";
import { startToyProcessor } from "../../test/support/toy-processor.ts";
import { specNamed } from "../../test/support/plotter-app.ts";
import { openBroker } from "../../src/messaging/open-broker.ts";
import { serveHelper } from "../helper.ts";

// Somebody who starts analyses and removes every other one, and a processor that does their work at once.
const [broker = "", plotter = "", perStep = "1"] = process.argv.slice(2);
startToyProcessor(await openBroker(broker));
const atOnce = 4;
let started = 0;

async function ask(path: string, init: RequestInit = {}): Promise<{ readonly id: string; readonly status: string }> {
  const response = await fetch(`${plotter}${path}`, { ...init, headers: { "content-type": "application/json" } });
  if (!response.ok) throw new Error(`${init.method ?? "GET"} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as { id: string; status: string };
}

async function oneAnalysis(number: number): Promise<void> {
  const body = JSON.stringify(specNamed(`Soak ${number}`));
  const { id } = await ask("/analyses", { method: "POST", body });
  while ((await ask(`/analyses/${id}`)).status !== "complete") await pause(20);
  if (number % 2 === 0) await ask(`/analyses/${id}?forget=true`, { method: "DELETE" });
}

serveHelper({
  step: async () => {
    const end = started + Number(perStep);
    const work = async () => {
      while (started < end) await oneAnalysis(started++);
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  },
});

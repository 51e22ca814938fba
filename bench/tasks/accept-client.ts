import { setTimeout as pause } from "node:timers/promises";
import * as fixture from "../../test/support/fixture-log.ts";
import { serveHelper } from "../helper.ts";

/** What a client sees of a start. */
export interface Accepting {
  /** From sending the request to its answer. */
  readonly acceptMs: number;
  /** Answers of `/healthz` meanwhile, and the longest. */
  readonly probes: number;
  readonly longestProbeMs: number;
}

// Somebody who starts analyses of many files, and a probe that asks for a sign of life meanwhile.
const [plotter = "", files = "1", names = "paths"] = process.argv.slice(2);
const [group] = fixture.spec.groups;
const [sample] = group!.samples;
let started = 0;

serveHelper({
  start: async (): Promise<Accepting> => {
    const below = names === "paths" ? "" : "https://opendata.cern.ch/eos/opendata/atlas/";
    const paths = Array.from({ length: Number(files) }, (_, i) => `${below}MC/mc_${i}.4lep.root`);
    const groups = [{ ...group!, samples: [{ ...sample!, files: paths }] }];
    const body = JSON.stringify({ ...fixture.spec, title: `Start ${started++}`, groups });
    let isOver = false;
    let probes = 0;
    let longestProbeMs = 0;
    const probing = (async () => {
      while (!isOver) {
        const asked = performance.now();
        await (await fetch(`${plotter}/healthz`)).text();
        longestProbeMs = Math.max(longestProbeMs, performance.now() - asked);
        probes++;
        await pause(5);
      }
    })();
    const begun = performance.now();
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${plotter}/analyses`, { method: "POST", headers, body });
    const answer = await response.text();
    const acceptMs = performance.now() - begun;
    if (response.status !== 202) throw new Error(`POST /analyses: ${response.status} ${answer}`);
    isOver = true;
    await probing;
    return { acceptMs, probes, longestProbeMs };
  },
});

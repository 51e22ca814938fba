import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { presetInput } from "../src/analysis/presets/presets.ts";
import { type Answer, part, startMisbehavingServer } from "./support/misbehaving-server.ts";
import { startNatsServer } from "./support/nats-server.ts";
import { startHzz } from "./support/run-hzz.ts";
import { toyFile } from "./support/toy-files.ts";

const releases: (() => unknown)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

/** `hzz run` of a specification on a broker, as a process that can be watched. */
function startRun(spec: string, broker: string, env: Record<string, string> = {}) {
  const { child, ended } = startHzz(["run", spec, "--broker", broker], { env });
  releases.push(() => child.kill("SIGKILL"));
  let stderr = "";
  child.stderr?.on("data", (text: string) => (stderr += text));
  return {
    code: ended.then(({ code }) => code),
    stderr: () => stderr,
    says: (text: string) => expect.poll(() => stderr, { timeout: 20_000 }).toContain(text),
  };
}

/** A file server that keeps its only file back until it is told to give it, and a specification that needs the file. */
async function setup() {
  const files = await startMisbehavingServer();
  releases.push(() => files[Symbol.asyncDispose]());
  const bytes = readFileSync(await toyFile("data_D"));
  let given = false;
  const held: (() => void)[] = [];
  let ask = (): void => undefined;
  const asked = new Promise<void>((resolve) => {
    ask = resolve;
  });
  const answer: Answer = (request, response) => {
    const give = (): void => {
      part(bytes)(request, response);
    };
    if (given) give();
    else held.push(give);
    ask();
  };
  const file = files.serve("/x.root", answer);
  const folder = await mkdtemp(join(tmpdir(), "hzz-away-"));
  releases.push(() => rm(folder, { recursive: true }));
  const preset = presetInput("hzz-toy") as { groups: { samples: object[] }[] };
  const [group] = preset.groups;
  const groups = [{ ...group, samples: [{ ...group!.samples[0], files: [file] }] }];
  const spec = join(folder, "spec.json");
  await writeFile(spec, JSON.stringify({ ...preset, groups }));
  const nats = await startNatsServer();
  releases.push(() => nats.remove());
  const give = (): void => {
    given = true;
    for (const one of held) one();
  };
  // Short, so that what a run that ended held is back while the test waits.
  return { nats, spec, asked, give, broker: `${nats.url}?ackWaitMs=2000` };
}

describe("hzz run on a broker that goes away in the middle", () => {
  it("says that it waits, goes on when the broker is back, and completes", async () => {
    const { nats, spec, asked, give, broker } = await setup();
    const run = startRun(spec, broker);
    await asked;
    await nats.kill();
    await run.says("waiting for the broker, which does not answer (for up to 60 s)\n");
    await nats.start();
    await run.says("the broker is back\n");
    give();
    expect(await run.code, run.stderr()).toBe(0);
    expect(run.stderr().match(/waiting for the broker/g)).toHaveLength(1);
  });

  it("ends after the longest wait with 1, and completes when it is run again", async () => {
    const { nats, spec, asked, give, broker } = await setup();
    const run = startRun(spec, broker, { HZZ_BROKER_WAIT_MS: "2000" });
    await asked;
    await nats.kill();
    expect(await run.code).toBe(1);
    expect(run.stderr()).toMatch(/^hzz: The broker has not answered for 2 s.*run the same command again/m);
    expect(run.stderr()).not.toMatch(/^ +at /m);
    await nats.start();
    give();
    const again = startRun(spec, broker);
    expect(await again.code, again.stderr()).toBe(0);
  });

  it("ends with 1 and says so when the broker comes back without its store, and completes when it is run again", async () => {
    const { nats, spec, asked, give, broker } = await setup();
    const run = startRun(spec, broker);
    await asked;
    await nats.kill();
    await nats.restoreStore();
    await nats.start();
    give();
    expect(await run.code).toBe(1);
    expect(run.stderr()).toMatch(/^hzz: The broker's log is not the one that was read before: found a stream made at/m);
    expect(run.stderr()).not.toMatch(/^ +at /m);
    const again = startRun(spec, broker);
    expect(await again.code, again.stderr()).toBe(0);
  });
});

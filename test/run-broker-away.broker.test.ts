import { afterEach, describe, expect, it } from "vitest";
import { heldFiles, type Releases, startRun } from "./support/held-run.ts";
import { startNatsServer } from "./support/nats-server.ts";

const releases: Releases = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

/** A held file, a specification that needs it, and a broker. */
async function setup() {
  const files = await heldFiles(releases);
  const nats = await startNatsServer();
  releases.push(() => nats.remove());
  // Short, so that what a run that ended held is back while the test waits.
  return { nats, ...files, broker: `${nats.url}?ackWaitMs=2000` };
}

describe("hzz run on a broker that goes away in the middle", () => {
  it("says that it waits, goes on when the broker is back, and completes", async () => {
    const { nats, spec, asked, give, broker } = await setup();
    const run = startRun(releases, spec, broker);
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
    const run = startRun(releases, spec, broker, { HZZ_BROKER_WAIT_MS: "2000" });
    await asked;
    await nats.kill();
    expect(await run.code).toBe(1);
    expect(run.stderr()).toMatch(/^hzz: The broker has not answered for 2 s.*run the same command again/m);
    expect(run.stderr()).not.toMatch(/^ +at /m);
    await nats.start();
    give();
    const again = startRun(releases, spec, broker);
    expect(await again.code, again.stderr()).toBe(0);
  });

  it("ends with 1 and says so when the broker comes back without its store, and completes when it is run again", async () => {
    const { nats, spec, asked, give, broker } = await setup();
    const run = startRun(releases, spec, broker);
    await asked;
    await nats.kill();
    await nats.restoreStore();
    await nats.start();
    give();
    expect(await run.code).toBe(1);
    expect(run.stderr()).toMatch(/^hzz: The broker's log is not the one that was read before: found a stream made at/m);
    expect(run.stderr()).not.toMatch(/^ +at /m);
    const again = startRun(releases, spec, broker);
    expect(await again.code, again.stderr()).toBe(0);
  });
});

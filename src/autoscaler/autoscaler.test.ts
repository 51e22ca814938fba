import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakeDockerEngine, startFakeDockerEngine } from "../../test/support/fake-docker-engine.ts";
import { createLogger } from "../logging/logger.ts";
import { createMetrics, type Metrics } from "../metrics/metrics.ts";
import { PeerUnreachableError } from "./ask.ts";
import { createAutoscalerCounts } from "./autoscaler-counts.ts";
import { Autoscaler } from "./autoscaler.ts";
import { createDockerEngine } from "./docker-engine.ts";
import type { Lanes } from "./read-lanes.ts";

const defaults = { min: 1, max: 5, itemsPerReplica: 10, step: 2, upDelayMs: 10_000, coolDownMs: 60_000 };
const label = { "org.hzz-edge.lane": "zz" };

/** An autoscaler over a real HTTP connection to a fake engine, with a clock of the test. */
interface World {
  readonly autoscaler: Autoscaler;
  readonly metrics: Metrics;
  readonly lines: { readonly level: string; readonly message: string; readonly [key: string]: unknown }[];
  lanes: Lanes | Error;
  /** Rounds every 5 s for this long; the first one at once. */
  run(seconds: number): Promise<void>;
}

let fake: FakeDockerEngine;
beforeEach(async () => (fake = await startFakeDockerEngine()));
afterEach(() => fake.close());

function createWorld(dryRun = false, limitMs = 10_000): World {
  let clock = 1_000_000;
  const lines: World["lines"] = [];
  const write = (line: string) => lines.push(JSON.parse(line) as World["lines"][number]);
  const metrics = createMetrics("autoscaler");
  const world: World = {
    metrics,
    lines,
    lanes: work(0),
    autoscaler: new Autoscaler({
      readLanes: () => (world.lanes instanceof Error ? Promise.reject(world.lanes) : Promise.resolve(world.lanes)),
      engine: createDockerEngine(fake.url, new AbortController().signal, limitMs),
      counts: createAutoscalerCounts(metrics, dryRun, () => 0),
      logger: createLogger({ level: "info", format: "json", write }),
      defaults,
      dryRun,
      longestGapMs: 30_000,
      now: () => clock,
    }),
    run: async (seconds) => {
      for (const end = clock + seconds * 1000; clock <= end; clock += 5000) await world.autoscaler.round();
    },
  };
  return world;
}

function work(waiting: number, inFlight = 0): Lanes {
  return new Map([["zz", { waiting, inFlight }]]);
}

describe("a service with the label of a lane", () => {
  it("gets replicas in steps while work waits, and loses them when the cool-down is over", async () => {
    const id = fake.add("hzz_zz", label, 1);
    const other = fake.add("hzz_plotter", {}, 1);
    const world = createWorld();
    world.lanes = work(45);
    await world.run(5);
    expect(fake.replicasOf(id)).toBe(1);
    await world.run(0);
    expect(fake.replicasOf(id)).toBe(3);
    await world.run(10);
    expect(fake.replicasOf(id)).toBe(5);
    await world.run(60);
    world.lanes = work(0, 2);
    await world.run(55);
    expect(fake.replicasOf(id)).toBe(5);
    await world.run(5);
    expect(fake.replicasOf(id)).toBe(2);
    // Nothing more than one was wanted for long enough; the items in flight kept the second one.
    world.lanes = work(0);
    await world.run(0);
    expect(fake.replicasOf(id)).toBe(1);
    expect(fake.replicasOf(other)).toBe(1);
    expect(world.lines.map(({ message, from, to }) => [message, from, to])).toEqual([
      ["A service is scaled", 1, 3],
      ["A service is scaled", 3, 5],
      ["A service is scaled", 5, 2],
      ["A service is scaled", 2, 1],
    ]);
    expect(await world.metrics.text()).toContain(
      'hzz_autoscaler_decisions_total{service="hzz_zz",direction="up",outcome="done"} 2',
    );
  });

  it("is scaled by the sum of its lanes", async () => {
    const id = fake.add("hzz_both", { "org.hzz-edge.lane": "data,zz" }, 1);
    const world = createWorld();
    world.lanes = new Map([...work(15), ["data", { waiting: 10, inFlight: 1 }]]);
    await world.run(10);
    expect(fake.replicasOf(id)).toBe(3);
  });

  it.each([
    ["somebody set it to no replicas (0 is not within its bounds)", label, 0, undefined],
    ["its rolling update is updating", label, 1, "updating"],
    ["its rolling update is paused", label, 1, "paused"],
    ["its rolling update is rollback_started", label, 1, "rollback_started"],
    ['the plotter reports no lane "zz2"', { "org.hzz-edge.lane": "zz2" }, 1, undefined],
    [
      'its label org.hzz-edge.max is "many"; expected a whole number of at least 1',
      { ...label, "org.hzz-edge.max": "many" },
      1,
      undefined,
    ],
  ])("is left alone, and that is said once: %s", async (reason, labels, replicas, state) => {
    const id = fake.add("hzz_zz", labels, replicas);
    if (state !== undefined) fake.change(id, (service) => ({ ...service, UpdateStatus: { State: state } }));
    const world = createWorld();
    world.lanes = work(100);
    await world.run(60);
    expect(fake.updates).toEqual([]);
    expect(world.lines.map(({ level, message, reason: why }) => [level, message, why])).toEqual([
      ["warn", "A service is left alone", reason],
    ]);
  });

  it("is scaled as soon as its rolling update is over", async () => {
    const id = fake.add("hzz_zz", label, 1);
    fake.change(id, (service) => ({ ...service, UpdateStatus: { State: "updating" } }));
    const world = createWorld();
    world.lanes = work(100);
    await world.run(60);
    fake.change(id, (service) => ({ ...service, UpdateStatus: { State: "completed" } }));
    await world.run(0);
    expect(fake.replicasOf(id)).toBe(3);
  });

  it("may be scaled to nothing and back where its label says so", async () => {
    const id = fake.add("hzz_zz", { ...label, "org.hzz-edge.min": "0" }, 1);
    const world = createWorld();
    await world.run(60);
    expect(fake.replicasOf(id)).toBe(0);
    world.lanes = work(1);
    await world.run(15);
    expect(fake.replicasOf(id)).toBe(1);
  });

  it("of mode global is left alone", async () => {
    const id = fake.add("hzz_zz", label, 1);
    fake.change(id, (service) => ({ ...service, Spec: { ...service.Spec, Mode: { Global: {} } } }));
    const world = createWorld();
    world.lanes = work(100);
    await world.run(30);
    expect(fake.updates).toEqual([]);
  });
});

describe("somebody else who changes the service at the same moment", () => {
  it.each([409, 500] as const)("wins; what they have set is looked at anew (%i)", async (status) => {
    fake.misbehave.conflictStatus = status;
    const id = fake.add("hzz_zz", label, 1);
    const world = createWorld();
    world.lanes = work(100);
    await world.run(5);
    fake.misbehave.beforeUpdate = () => {
      fake.change(id, ({ Spec, ...rest }) => ({ ...rest, Spec: { ...Spec, Mode: { Replicated: { Replicas: 4 } } } }));
    };
    await world.run(0);
    // Their number is new, so that the delay begins again.
    expect(fake.replicasOf(id)).toBe(4);
    fake.misbehave.beforeUpdate = () => undefined;
    await world.run(0);
    expect(fake.replicasOf(id)).toBe(4);
    await world.run(0);
    expect(fake.replicasOf(id)).toBe(5);
  });

  it("without touching the replicas loses no more than the moment", async () => {
    const id = fake.add("hzz_zz", label, 1);
    const world = createWorld();
    world.lanes = work(100);
    let changes = 0;
    fake.misbehave.beforeUpdate = () => {
      if (changes++ === 0)
        fake.change(id, ({ Spec, ...rest }) => ({ ...rest, Spec: { ...Spec, TaskTemplate: { Theirs: true } } }));
    };
    await world.run(10);
    expect(fake.replicasOf(id)).toBe(3);
    expect(fake.get(id)!.Spec.TaskTemplate).toEqual({ Theirs: true });
  });

  it("again and again is left the field after three tries, until the next round", async () => {
    const id = fake.add("hzz_zz", label, 1);
    const world = createWorld();
    world.lanes = work(100);
    fake.misbehave.beforeUpdate = () => {
      fake.change(id, (service) => service);
    };
    await world.run(10);
    expect(fake.requests.filter((request) => request.startsWith("POST"))).toHaveLength(3);
    expect(world.lines.at(-1)).toMatchObject({ level: "warn", message: "A service could not be scaled" });
    fake.misbehave.beforeUpdate = () => undefined;
    await world.run(0);
    expect(fake.replicasOf(id)).toBe(3);
  });

  it("by removing it is no fault", async () => {
    const id = fake.add("hzz_zz", label, 1);
    const world = createWorld();
    world.lanes = work(100);
    fake.misbehave.beforeUpdate = () => {
      fake.remove(id);
    };
    await world.run(30);
    expect(world.lines).toEqual([]);
    expect(await world.metrics.text()).toContain('hzz_autoscaler_replicas{service="hzz_zz"} Nan');
  });
});

describe("while something is away", () => {
  it("nothing is changed, and that is said once", async () => {
    const id = fake.add("hzz_zz", label, 4);
    const world = createWorld();
    await world.run(55);
    world.lanes = new PeerUnreachableError("nobody there");
    await world.run(300);
    expect(world.autoscaler.unready).toContain("plotter");
    world.lanes = work(0);
    await world.run(55);
    expect(fake.replicasOf(id)).toBe(4);
    expect(world.autoscaler.unready).toBeUndefined();
    await world.run(5);
    expect(fake.replicasOf(id)).toBe(1);
    expect(world.lines.map(({ level, message }) => [level, message])).toEqual([
      ["warn", "The plotter cannot be asked now, so nothing is scaled"],
      ["info", "The plotter answers again"],
      ["info", "A service is scaled"],
    ]);
    expect(await world.metrics.text()).toContain('hzz_autoscaler_errors_total{source="plotter"} 61');
  });

  it.each(["cut", "hang"] as const)("the engine (%s), too", async (how) => {
    const id = fake.add("hzz_zz", label, 1);
    const world = createWorld(false, 2000);
    world.lanes = work(100);
    await world.run(5);
    fake.misbehave[how] = true;
    await world.run(5);
    expect(world.autoscaler.unready).toContain("engine");
    fake.misbehave[how] = false;
    await world.run(5);
    expect(fake.replicasOf(id)).toBe(1);
    await world.run(0);
    expect(fake.replicasOf(id)).toBe(3);
  });

  it("a proxy that lets no update through is named once, with what it must allow", async () => {
    fake.add("hzz_zz", label, 1);
    const world = createWorld();
    world.lanes = work(100);
    fake.misbehave.refuse = ["POST"];
    await world.run(60);
    expect(world.lines).toHaveLength(1);
    expect(world.lines[0]).toMatchObject({ level: "warn", service: "hzz_zz" });
    expect(String(world.lines[0]!["reason"])).toContain("must allow");
    expect(world.autoscaler.unready).toBeUndefined();
  });
});

describe("a dry run", () => {
  it("changes nothing, says what it would do, and counts it", async () => {
    const id = fake.add("hzz_zz", label, 1);
    const world = createWorld(true);
    world.lanes = work(100);
    await world.run(60);
    expect(fake.replicasOf(id)).toBe(1);
    expect(fake.requests.some((request) => request.startsWith("POST"))).toBe(false);
    expect(world.lines).toMatchObject([
      { message: "A service would be scaled, but this is a dry run", from: 1, to: 3 },
    ]);
    const text = await world.metrics.text();
    expect(text).toContain('hzz_autoscaler_decisions_total{service="hzz_zz",direction="up",outcome="dry-run"} 1');
    expect(text).toContain('hzz_autoscaler_wanted_replicas{service="hzz_zz"} 3');
    expect(text).toContain("hzz_autoscaler_dry_run 1");
  });
});

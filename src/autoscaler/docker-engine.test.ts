import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakeDockerEngine, startFakeDockerEngine } from "../../test/support/fake-docker-engine.ts";
import { PeerUnreachableError, WrongAnswerError } from "./ask.ts";
import { createDockerEngine, type DockerEngine } from "./docker-engine.ts";
import { toSwarmService } from "./swarm-service.ts";

const lane = { "org.hzz-edge.lane": "zz" };

let fake: FakeDockerEngine;
let engine: DockerEngine;
const stop = new AbortController();
/** More than a busy machine takes. */
const patientMs = 10_000;
beforeEach(async () => {
  fake = await startFakeDockerEngine("1.47");
  engine = createDockerEngine(fake.url, stop.signal, patientMs);
});
afterEach(() => fake.close());

describe("the engine", () => {
  it("tells of the services with the label, in the newest version that it knows", async () => {
    const id = fake.add("hzz_zz", lane, 2);
    fake.add("hzz_nats", { other: "1" }, 1);
    expect(await engine.services()).toMatchObject([
      { id, name: "hzz_zz", labels: lane, replicas: 2, running: 1, updateState: undefined },
    ]);
    expect(fake.requests).toEqual(["GET /_ping", "GET /v1.47/services"]);
  });

  it("is sent back the whole specification with another number of replicas", async () => {
    const id = fake.add("hzz_zz", lane, 2);
    const before = fake.get(id)!.Spec;
    const [service] = await engine.services();
    expect(await engine.setReplicas(service!, 5)).toBeUndefined();
    expect(fake.updates).toEqual([{ ...before, Mode: { Replicated: { Replicas: 5 } } }]);
    expect(JSON.stringify(fake.updates[0]!.TaskTemplate)).toBe(JSON.stringify(before.TaskTemplate));
  });

  it.each([409, 500] as const)("refuses what is based on an old version (%i)", async (status) => {
    fake.misbehave.conflictStatus = status;
    const id = fake.add("hzz_zz", lane, 2);
    const [service] = await engine.services();
    fake.change(id, (now) => now);
    const refused = await engine.setReplicas(service!, 5);
    expect(refused?.message).toContain("update out of sequence");
    expect(fake.replicasOf(id)).toBe(2);
    const fresh = await engine.service(id);
    expect(fresh!.version).toBeGreaterThan(service!.version);
    expect(await engine.setReplicas(fresh!, 5)).toBeUndefined();
  });

  it("says of a service that was removed that there is none", async () => {
    expect(await engine.service("none")).toBeUndefined();
  });

  it("asks anew for the version after the engine was away, as it may be another release then", async () => {
    fake.add("hzz_zz", lane, 2);
    await engine.services();
    fake.misbehave.cut = true;
    await expect(engine.services()).rejects.toThrow(PeerUnreachableError);
    fake.misbehave.cut = false;
    await engine.services();
    expect(fake.requests.filter((request) => request === "GET /_ping")).toHaveLength(2);
  });
});

describe("trouble with the engine", () => {
  it("is told when no answer comes in time", async () => {
    fake.misbehave.hang = true;
    const impatient = createDockerEngine(fake.url, stop.signal, 200);
    await expect(impatient.services()).rejects.toThrow("does not answer (no complete answer within 200 ms)");
  });

  it("is told when nobody listens", async () => {
    await fake.close();
    await expect(engine.services()).rejects.toThrow("does not answer (ECONNREFUSED)");
    fake = await startFakeDockerEngine();
  });

  it("with a proxy that does not let it through says what to allow", async () => {
    fake.add("hzz_zz", lane, 2);
    const [service] = await engine.services();
    fake.misbehave.refuse = ["POST"];
    const refused = await engine.setReplicas(service!, 3);
    expect(refused).toBeInstanceOf(WrongAnswerError);
    expect(refused!.message).toMatch(/does not let through POST \/v1\.47\/services\/\w+\/update \(403\)\. .*POST \/v1/);
    fake.misbehave.refuse = ["GET"];
    await expect(engine.services()).rejects.toThrow("does not let through GET /v1.47/services (403)");
  });

  it.each(["1.40", "", "2.0"])("of version %j is told, as it is too old or none", async (version) => {
    const other = await startFakeDockerEngine(version);
    try {
      await expect(createDockerEngine(other.url, stop.signal, patientMs).services()).rejects.toThrow("engine 20.10");
    } finally {
      await other.close();
    }
  });
});

describe("a service of the engine", () => {
  const value = (spec: object) => ({
    ID: "a",
    Version: { Index: 7 },
    Spec: { Name: "x", Labels: null, Mode: { Replicated: { Replicas: 3 } }, ...spec },
  });

  it("has replicas if it is of mode replicated", () => {
    expect(toSwarmService(value({}))).toMatchObject({ replicas: 3, labels: {}, version: 7 });
    expect(toSwarmService(value({ Mode: { Replicated: {} } })).replicas).toBe(1);
    expect(toSwarmService(value({ Mode: { Global: {} } })).replicas).toBeUndefined();
  });

  it("is refused with a number that could not be sent back as it is", () => {
    const spec: unknown = JSON.parse('{"TaskTemplate":{"Window":9007199254740993}}');
    expect(() => toSwarmService(value(spec as object))).toThrow("cannot be sent back exactly");
  });

  it.each([null, [], { ID: "a" }, { ID: 1, Version: { Index: 1 }, Spec: {} }])("is not %j", (wrong) => {
    expect(() => toSwarmService(wrong)).toThrow(WrongAnswerError);
  });
});

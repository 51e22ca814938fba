import { jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection, PermissionViolationError } from "@nats-io/transport-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BrokerPermissionError } from "../src/messaging/errors.ts";
import { formerResultsSubject, laneTokens, resultsSubject } from "../src/messaging/jetstream/names.ts";
import { openBroker } from "../src/messaging/open-broker.ts";
import { bridgeLane } from "../src/protocol/bridge-messages.ts";
import { logEventSchema } from "../src/protocol/log-event.ts";
import { isOfWork } from "../src/protocol/record-origin.ts";
import type { Delivery, Verdict } from "../src/messaging/port.ts";
import { TURNS } from "../src/messaging/turns.ts";
import { deployedConfig, loginOf, urlFor, type User, users } from "./support/nats-deployed.ts";
import { startNatsServer, type TestNatsServer } from "./support/nats-server.ts";

/** What each user of deploy/nats/nats.conf may not do, tried with a plain client. That they may do what they need, services show. */

let nats: TestNatsServer;
let everything: unknown;
beforeAll(async () => {
  nats = await startNatsServer({ config: deployedConfig("nats.conf") });
  await using broker = await openBroker(urlFor(nats.url, "plotter"));
  for (const lane of ["data", "z-ttbar", "zz", "signal", "default"])
    for (let turn = 0; turn < TURNS; turn++)
      await broker.work.publish({ lane, ...itemOf(turn, 0), dedupKey: `${lane} ${turn}`, turn });
  await broker.log.append({ analysis: "a", body: new Uint8Array(3), dedupKey: "a", origin: { kind: "accepted" } });
  await broker.recipes.put({ analysis: "a", name: "recipe", body: Uint8Array.of(1, 2) });
  for (const lane of ["data", "z-ttbar", "zz", "signal"] as const) await makeLane(lane);
  everything = await stateOfAll();
});
afterAll(async () => {
  // Whatever was tried, nothing has changed.
  expect(await stateOfAll()).toEqual(everything);
  await nats.remove();
});

const login = (user: User) => connect({ servers: nats.url, inboxPrefix: `_INBOX_${user}`, ...loginOf(user) });

const itemOf = (turn: number, generation: number) =>
  ({ analysis: "a", run: 1, body: Uint8Array.of(turn, generation) }) as const;

/** Makes a processor make its lanes' consumers: it takes the item of each turn, publishes one like it, takes that as well, and gives all back. */
async function makeLane(lane: "data" | "z-ttbar" | "zz" | "signal"): Promise<void> {
  await using broker = await openBroker(urlFor(nats.url, lane));
  const stop = new AbortController();
  const lanes = lane === "data" ? ["data", "default"] : [lane];
  let left = lanes.length * TURNS * 2;
  const handle = async ({ lane, body }: Delivery): Promise<Verdict> => {
    const [turn = 0, generation] = body;
    if (generation === 0)
      await broker.work.publish({ lane, ...itemOf(turn, 1), dedupKey: `${lane} ${turn} more`, turn });
    if (--left === 0) stop.abort();
    return { kind: "again", delayMs: 3_600_000 };
  };
  await broker.work.consume(handle, { lanes, concurrency: 1, maxDeliveries: 9, signal: stop.signal });
}

async function stateOfAll(): Promise<unknown> {
  const nc = await login("plotter");
  const { streams, consumers } = await jetstreamManager(nc);
  const states = [];
  for (const name of ["HZZ_WORK", "HZZ_RESULTS", "HZZ_DEAD", "HZZ_RECIPES"]) {
    const { config, state } = await streams.info(name);
    states.push({ config, messages: state.messages, last: state.last_seq });
  }
  for (const lane of ["data", "default", "z-ttbar", "zz", "signal"].flatMap(laneTokens)) {
    const { config, num_pending, num_ack_pending } = await consumers.info("HZZ_WORK", lane);
    states.push({ config, num_pending, num_ack_pending });
  }
  await nc.close();
  return states;
}

const streamNames = ["HZZ_WORK", "HZZ_RESULTS", "HZZ_DEAD", "HZZ_RECIPES"];
const forEachStream = (call: string): string[] => streamNames.map((name) => `$JS.API.${call}.${name}`);
const others = (user: User) => users.filter((other) => other !== user);

/** Nobody may. */
const publishedByNobody = [
  ...forEachStream("STREAM.DELETE"),
  ...forEachStream("STREAM.UPDATE").filter((subject) => !subject.endsWith("HZZ_RESULTS")),
  ...forEachStream("STREAM.SNAPSHOT"),
  ...forEachStream("STREAM.RESTORE"),
  ...forEachStream("STREAM.PEER.REMOVE"),
  ...forEachStream("STREAM.LEADER.STEPDOWN"),
  ...forEachStream("DIRECT.GET"),
  "$JS.API.STREAM.CREATE.OTHER",
  "$JS.API.STREAM.NAMES",
  "$JS.API.STREAM.LIST",
  "$JS.API.CONSUMER.LIST.HZZ_WORK",
  "$JS.API.CONSUMER.DELETE.HZZ_WORK.other",
  "$JS.API.CONSUMER.CREATE.HZZ_WORK",
  "$JS.API.CONSUMER.CREATE.HZZ_WORK.spy",
  "$JS.API.CONSUMER.CREATE.HZZ_WORK.spy.hzz.work.*.*.*",
  "$JS.API.CONSUMER.CREATE.HZZ_DEAD",
  "$JS.API.CONSUMER.DURABLE.CREATE.HZZ_WORK.data",
  "$JS.API.CONSUMER.DURABLE.CREATE.HZZ_RESULTS.data",
  "$JS.API.CONSUMER.LEADER.STEPDOWN.HZZ_WORK.data",
  "$JS.API.META.LEADER.STEPDOWN",
  "$JS.API.SERVER.REMOVE",
  "$JS.API.ACCOUNT.PURGE.$G",
  "$SYS.REQ.SERVER.PING",
  "$SYS.REQ.SERVER.PING.CONNZ",
  "$SYS.REQ.ACCOUNT.PING.CONNZ",
  "_INBOX.a",
  "other",
];
const heardByNobody = [
  ">",
  "*",
  "*.*.*",
  "hzz.>",
  "hzz.work.>",
  "hzz.work.*.*.*",
  "hzz.results.*",
  "hzz.results.*.*",
  "hzz.dead.>",
  "_INBOX.>",
  "$SYS.>",
  "$JS.>",
  "$JS.API.>",
  "$JS.ACK.>",
  "$JS.EVENT.ADVISORY.>",
];
const readLog = [
  "$JS.API.STREAM.MSG.GET.HZZ_RESULTS",
  "$JS.API.CONSUMER.CREATE.HZZ_RESULTS",
  "$JS.API.CONSUMER.CREATE.HZZ_RESULTS.spy.hzz.results.*.*",
  "$JS.API.CONSUMER.MSG.NEXT.HZZ_RESULTS.reader",
  "$JS.API.CONSUMER.DELETE.HZZ_RESULTS.reader",
];
/** A processor reads one at a time, and can put nothing in its place. */
const readRecipes = "$JS.API.STREAM.MSG.GET.HZZ_RECIPES";
const storeRecipes = "hzz.recipes.a.b";
const spyOnRecipes = ["$JS.API.CONSUMER.CREATE.HZZ_RECIPES", "$JS.API.CONSUMER.CREATE.HZZ_RECIPES.spy.hzz.recipes.*.*"];
const tendDead = ["$JS.API.STREAM.MSG.GET.HZZ_DEAD", "$JS.API.STREAM.MSG.DELETE.HZZ_DEAD"];
const makeStreams = [...forEachStream("STREAM.CREATE"), "$JS.API.STREAM.UPDATE.HZZ_RESULTS"];
const cancel = ["$JS.API.STREAM.PURGE.HZZ_WORK", "hzz.cancel.a"];
const forget = ["$JS.API.STREAM.PURGE.HZZ_RECIPES", "$JS.API.STREAM.PURGE.HZZ_RESULTS"];
const otherDeletions = [
  "$JS.API.STREAM.MSG.DELETE.HZZ_RECIPES",
  "$JS.API.STREAM.PURGE.HZZ_DEAD",
  "$JS.API.STREAM.MSG.DELETE.HZZ_WORK",
  "$JS.API.STREAM.MSG.DELETE.HZZ_RESULTS",
  "$JS.API.STREAM.MSG.GET.HZZ_WORK",
];

/** What the consumer of a lane is served with, by one's own processor alone. */
const serveLane = (lane: string): string[] => [
  `hzz.dead.${lane}.a.1`,
  `$JS.API.CONSUMER.CREATE.HZZ_WORK.${lane}.hzz.work.${lane}.*.*`,
  `$JS.API.CONSUMER.DELETE.HZZ_WORK.${lane}`,
  `$JS.API.CONSUMER.MSG.NEXT.HZZ_WORK.${lane}`,
  `$JS.ACK.HZZ_WORK.${lane}.1.1.1.1700000000000000000.0`,
  `$JS.ACK._.account.HZZ_WORK.${lane}.1.1.1.1700000000000000000.0.random`,
];
const allLanes = ["data", "default", "z-ttbar", "zz", "signal"];
/** Of all turns. */
const allTokens = allLanes.flatMap(laneTokens);

/** The log, as each kind of event or lane, as who may write everything, and as earlier versions wrote it. */
const ofPlotter = logEventSchema.options
  .map(({ shape }) => ({ kind: shape.kind.value }))
  .filter((event) => !isOfWork(event))
  .map((event) => resultsSubject("a", event));
const resultsOf = (lanes: readonly string[]): string[] => lanes.map((lane) => resultsSubject("a", { lane }));
const ofNoOrigin = [resultsSubject("a"), formerResultsSubject("a"), "hzz.results.a.b.c"];
const wholeLog = [...ofPlotter, ...resultsOf([...allLanes, bridgeLane]), ...ofNoOrigin];

const fillLanes = allTokens.map((lane) => `hzz.work.${lane}.a.1`);
const watchLanes = allTokens.map((lane) => `$JS.API.CONSUMER.INFO.HZZ_WORK.${lane}`);

function refusedToProcessor(lanes: readonly string[]): string[] {
  const foreign = allLanes.filter((lane) => !lanes.includes(lane)).flatMap(laneTokens);
  return [
    ...readLog,
    ...wholeLog.filter((subject) => !resultsOf(lanes).includes(subject)),
    ...tendDead,
    ...makeStreams,
    ...cancel,
    ...forget,
    ...otherDeletions,
    ...spyOnRecipes,
    storeRecipes,
    ...foreign.flatMap(serveLane),
    ...foreign.map((lane) => `hzz.work.${lane}.a.1`),
    ...foreign.map((lane) => `$JS.API.CONSUMER.INFO.HZZ_WORK.${lane}`),
    // Its own lane's consumer, with the work of others.
    ...foreign.map((lane) => `$JS.API.CONSUMER.CREATE.HZZ_WORK.${lanes[0]!}.hzz.work.${lane}.*.*`),
    `$JS.API.CONSUMER.CREATE.HZZ_WORK.${lanes[0]!}.hzz.work.*.*.*`,
    `$JS.API.CONSUMER.CREATE.HZZ_WORK.${lanes[0]!}`,
  ];
}

const refused: Readonly<Record<User, { readonly publish: readonly string[]; readonly subscribe: readonly string[] }>> =
  {
    plotter: {
      publish: [
        ...allTokens.flatMap(serveLane),
        ...wholeLog.filter((subject) => !ofPlotter.includes(subject)),
        ...otherDeletions,
        ...spyOnRecipes,
        readRecipes,
      ],
      subscribe: ["hzz.cancel.*"],
    },
    data: { publish: refusedToProcessor(["data", "default"]), subscribe: [] },
    "z-ttbar": { publish: refusedToProcessor(["z-ttbar"]), subscribe: [] },
    zz: { publish: refusedToProcessor(["zz"]), subscribe: [] },
    signal: { publish: refusedToProcessor(["signal"]), subscribe: [] },
    bridge: {
      publish: [
        ...wholeLog.filter(
          (subject) => ![resultsSubject("a", { kind: "accepted" }), ...resultsOf([bridgeLane])].includes(subject),
        ),
        ...allTokens.flatMap(serveLane),
        ...fillLanes,
        ...watchLanes,
        ...tendDead,
        ...makeStreams,
        ...cancel,
        ...forget,
        ...otherDeletions,
        ...spyOnRecipes,
        readRecipes,
        storeRecipes,
      ],
      subscribe: ["hzz.cancel.*"],
    },
    operator: {
      publish: [
        ...allTokens.flatMap(serveLane),
        ...makeStreams,
        ...cancel,
        ...forget,
        ...otherDeletions,
        ...spyOnRecipes,
        ...wholeLog,
        readRecipes,
        storeRecipes,
      ],
      subscribe: ["hzz.cancel.*"],
    },
  };

/** Of some attempts, those that the server did not refuse. */
async function notRefused(nc: NatsConnection, publish: readonly string[], subscribe: readonly string[]) {
  const heard = new Set<string>();
  const listening = (async () => {
    for await (const status of nc.status())
      if (status.type === "error" && status.error instanceof PermissionViolationError)
        heard.add(`${status.error.operation} ${status.error.subject}`);
  })();
  // An empty answer's address, so that what is allowed would be done.
  for (const subject of publish) nc.publish(subject, "", { reply: `_INBOX_${loginOf("zz").user}.answer` });
  for (const subject of subscribe) nc.subscribe(subject, { callback: () => undefined });
  await nc.flush();
  await nc.close();
  await listening;
  const tried = [...publish.map((each) => `publish ${each}`), ...subscribe.map((each) => `subscription ${each}`)];
  return tried.filter((attempt) => !heard.has(attempt));
}

describe("the broker as it is deployed", () => {
  it.each(users)("refuses %s whatever it does not need", async (user) => {
    const own = refused[user];
    const publish = [...publishedByNobody, ...others(user).map((other) => `_INBOX_${other}.a.b`), ...own.publish];
    const subscribe = [...heardByNobody, ...others(user).map((other) => `_INBOX_${other}.>`), ...own.subscribe];
    expect(await notRefused(await login(user), publish, subscribe)).toEqual([]);
  });

  it("tells a right from a wrong: what a user may do is not refused", async () => {
    const publish = ["$JS.API.STREAM.INFO.HZZ_WORK", "$JS.API.CONSUMER.INFO.HZZ_WORK.zz", readRecipes];
    const subscribe = ["_INBOX_zz.>", "hzz.cancel.*"];
    expect(await notRefused(await login("zz"), publish, subscribe)).toHaveLength(5);
  });

  it("lets a processor read the recipe that its items name, and the plotter alone store it", async () => {
    const recipe = { analysis: "a", name: "recipe" };
    await using plotter = await openBroker(urlFor(nats.url, "plotter"));
    for (const user of ["data", "z-ttbar", "zz", "signal"] as const) {
      await using processor = await openBroker(urlFor(nats.url, user));
      expect(await processor.recipes.get(recipe)).toEqual(Uint8Array.of(1, 2));
      const put = processor.recipes.put({ ...recipe, body: Uint8Array.of(3) });
      await expect(put).rejects.toBeInstanceOf(BrokerPermissionError);
    }
    await expect(plotter.recipes.get(recipe)).rejects.toBeInstanceOf(BrokerPermissionError);
  });

  it("holds a processor to the filter of its lane, whatever the request says beside its subject", async () => {
    const nc = await login("zz");
    const target = "$JS.API.CONSUMER.CREATE.HZZ_WORK.zz.hzz.work.zz.*.*";
    const ask = async (config: object, stream_name = "HZZ_WORK") =>
      (await nc.request(target, JSON.stringify({ stream_name, config }))).json<{ error?: { code: number } }>().error
        ?.code;
    const config = { durable_name: "zz", ack_policy: "explicit", filter_subject: "hzz.work.zz.*.*" };
    expect(await ask({ ...config, filter_subject: "hzz.work.data.*.*" })).toBe(400);
    expect(await ask({ ...config, filter_subject: "" })).toBe(400);
    expect(await ask({ ...config, durable_name: "other" })).toBe(400);
    expect(await ask(config, "HZZ_RESULTS")).toBe(400);
    await nc.close();
  });

  it("has no acknowledgement forged by an answer that is sent to its address", async () => {
    const nc = await login("zz");
    const errors: string[] = [];
    const listening = (async () => {
      for await (const status of nc.status()) if (status.type === "error") errors.push(status.error.message);
    })();
    const reply = "$JS.ACK.HZZ_WORK.data.1.1.1.1700000000000000000.0";
    nc.publish("$JS.API.CONSUMER.MSG.NEXT.HZZ_WORK.zz", JSON.stringify({ batch: 1, no_wait: true }), { reply });
    await nc.flush();
    await nc.close();
    await listening;
    expect(errors).toEqual([expect.stringContaining(`Reply of "${reply}"`)]);
  });

  it("lets nobody in without a login, or with one that is not right", async () => {
    const { user } = loginOf("zz");
    for (const options of [
      {},
      { user },
      { user, pass: loginOf("data").pass },
      { token: "p" },
      { user: "admin", pass: "" },
    ])
      await expect(connect({ servers: nats.url, ...options, maxReconnectAttempts: 0 })).rejects.toThrow(
        /authorization/i,
      );
  });

  it("takes a specification of the largest size with its headers", async () => {
    await using broker = await openBroker(urlFor(nats.url, "plotter"));
    expect(broker.capabilities.maxBodyBytes).toBeGreaterThan(1_048_576);
  });
});

import { jetstreamManager, type MsgRequest } from "@nats-io/jetstream";
import { connect as connectNats } from "@nats-io/transport-node";
import { connect as connectAmqp } from "amqplib";
import { spawn } from "node:child_process";
import { copyFile, mkdir, mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startNatsServer } from "../support/nats-server.ts";
import { startRabbitMqServer } from "../support/rabbitmq-server.ts";
import { toJsonText } from "../../src/protocol/documents/json-text.ts";
import { type Outcome, outcomeOf, type StoredRecord } from "./history.ts";

/*
 * Lets a built program work on a few small analyses, once on each broker, and writes down what the broker then holds, and what the
 * plotter said of it. Only interfaces that others use as well are used here (programs, HTTP, the broker's own), so that the script
 * serves any release.
 */

const here = process.env["HISTORY_FOLDER"]!;
const { values, positionals } = parseArgs({ allowPositionals: true, options: { dist: { type: "string" } } });
const [release] = positionals;
if (release === undefined) throw new Error("Which release? node test/history/record.mjs 0.1.0 [--dist DIR]");
const dist = values.dist ?? join(here, "../../dist");

/** What is asked of a broker, whichever it is. */
interface Store {
  /** Everything in the log, in its order. */
  records(): Promise<StoredRecord[]>;
  /** Takes a waiting item from a lane; undefined if there is none. */
  takeWork(lane: string): Promise<Uint8Array | undefined>;
  append(analysis: string, body: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

async function natsStore(url: string): Promise<Store> {
  const nc = await connectNats({ servers: url });
  const jsm = await jetstreamManager(nc);
  return {
    records: async () => {
      const { state } = await jsm.streams.info("HZZ_RESULTS");
      const records: StoredRecord[] = [];
      for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
        const message = await jsm.streams.getMessage("HZZ_RESULTS", { seq });
        const { subject, header, data } = message!;
        const headers = Object.fromEntries(header.keys().map((name) => [name, header.get(name)]));
        records.push({ subject, headers, body: Buffer.from(data).toString("base64") });
      }
      return records;
    },
    takeWork: async (lane) => {
      const message = await jsm.streams
        .getMessage("HZZ_WORK", { next_by_subj: `hzz.work.${lane}.>`, seq: 1 } as MsgRequest)
        .catch(() => null);
      if (message === null) return undefined;
      await jsm.streams.deleteMessage("HZZ_WORK", message.seq);
      return message.data;
    },
    append: async (analysis, body) => {
      await nc.request(`hzz.results.${analysis}`, body);
    },
    close: () => nc.close(),
  };
}

type Properties = NonNullable<StoredRecord["properties"]> & Pick<StoredRecord, "headers">;

async function rabbitStore(url: string): Promise<Store> {
  const connection = await connectAmqp(url);
  const channel = await connection.createConfirmChannel();
  return {
    records: async () => {
      const records: StoredRecord[] = [];
      await channel.prefetch(100);
      let last = Date.now();
      const { consumerTag } = await channel.consume(
        "hzz.results",
        (message) => {
          last = Date.now();
          channel.ack(message!);
          const { headers, deliveryMode, messageId, timestamp } = message!.properties as Properties;
          const own = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== "x-stream-offset"));
          const properties = { deliveryMode, messageId, timestamp };
          records.push({ headers: own, properties, body: message!.content.toString("base64") });
        },
        { arguments: { "x-stream-offset": "first" } },
      );
      // A stream does not say where it ends.
      while (Date.now() - last < 2000) await pause(100);
      await channel.cancel(consumerTag);
      return records;
    },
    takeWork: async (lane) => {
      const message = await channel.get(`hzz.work.${lane}`, { noAck: true });
      return message === false ? undefined : message.content;
    },
    append: async (analysis, body) => {
      const options = { headers: { "hzz-analysis": analysis }, persistent: true };
      channel.sendToQueue("hzz.results", Buffer.from(body), options);
      await channel.waitForConfirms();
    },
    close: () => connection.close(),
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A service of the release, on a free port. */
async function start(program: string, env: Record<string, string>): Promise<{ url: string; end(): Promise<void> }> {
  const child = spawn(process.execPath, [join(dist, program)], {
    env: { PATH: process.env["PATH"], HZZ_LOG_FORMAT: "json", ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  process.once("exit", () => child.kill("SIGKILL"));
  let text = "";
  child.stderr.setEncoding("utf8").on("data", (piece: string) => (text += piece));
  for (let tries = 0; tries < 600; tries++) {
    const [url] = /http:\/\/127[^"/]*/.exec(text) ?? [];
    const ready =
      url !== undefined &&
      (await fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      ));
    if (ready)
      return {
        url,
        end: async () => {
          child.kill("SIGTERM");
          await exited;
        },
      };
    await pause(100);
  }
  throw new Error(`${program} is not ready:\n${text}`);
}

async function ask(url: string, method = "GET", body?: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method,
    headers: { accept: "application/json", ...(body === undefined ? {} : { "content-type": "application/json" }) },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  // A refused item tells of what it yielded all the same.
  if (!response.ok && answer["events"] === undefined) throw new Error(`${method} ${url}: ${JSON.stringify(answer)}`);
  return answer;
}

/** A small analysis of toy files: two groups, whose lanes are given. */
function smallSpec(title: string, lanes: readonly [string, string], zz: readonly string[]) {
  return {
    title,
    release: { label: "Toy simulation, not ATLAS data" },
    luminosityInvFb: 10,
    tree: "mini",
    energyUnit: "MeV",
    collections: { lep: { pt: "lep_pt", eta: "lep_eta", phi: "lep_phi", energy: "lep_E" } },
    define: [{ name: "m4l", expression: "mass(sum(lep[0:4]))" }],
    weights: { factors: ["mcWeight", "scaleFactor_PILEUP"], sign: "signed" },
    cuts: [{ name: "charge", expression: "sum(lep_charge[0:4]) == 0" }],
    histograms: [
      { name: "m4l", expression: "m4l", axis: { type: "regular", bins: 6, lower: 80, upper: 200, unit: "GeV" } },
      { name: "pt1", expression: "pt(lep[0])", axis: { type: "variable", edges: [0, 20, 50, 200] } },
    ],
    groups: [
      {
        name: "data",
        label: "Toy data",
        color: "#000000",
        kind: "data",
        lane: lanes[0],
        samples: [{ name: "data_A", files: ["Data/data_A.4lep.root"] }],
      },
      {
        name: "zz",
        label: "ZZ*",
        color: "#ff0000",
        kind: "background",
        lane: lanes[1],
        samples: zz.map((file, i) => ({ name: `zz_${i}`, files: [file], crossSectionPb: 1.25, sumOfWeights: 7500 })),
      },
    ],
  };
}

const llll = "MC/mc_363490.llll.4lep.root";
const higgs = "MC/mc_345060.ggH125_ZZ4lep.4lep.root";

/** Writes the log down, and returns what the plotter says of each analysis. */
async function record(broker: "nats" | "rabbitmq", url: string, store: Store, toy: string): Promise<string> {
  const env = { HZZ_BROKER: url, HZZ_MIRROR: toy, HZZ_MAX_DELIVERIES: "2", HZZ_RETRY_DELAY_MS: "50" };
  const lanes = "data,z-ttbar,zz,signal,default,late,by-hand";
  const plotter = await start("plotter.js", { ...env, HZZ_PORT: "0", HZZ_LANES: lanes });
  const processorOf = (own: string) =>
    start("processor.js", { ...env, HZZ_PROCESSOR_PORT: "0", HZZ_WORKERS: "1", HZZ_LANES: own });
  const processor = await processorOf("data,z-ttbar,zz,signal,default");
  const accept = async (spec: unknown) => String((await ask(`${plotter.url}/analyses`, "POST", spec))["id"]);
  const state = (id: string) => ask(`${plotter.url}/analyses/${id}?samples=true`);
  const until = async (id: string, is: (answer: Record<string, unknown>) => boolean) => {
    for (let tries = 0; ; tries++) {
      const answer = await state(id);
      if (is(answer)) return answer;
      if (tries > 600) throw new Error(`It takes too long: ${JSON.stringify(answer["progress"])}`);
      await pause(100);
    }
  };
  const ended = (answer: Record<string, unknown>) => answer["status"] !== "running";

  const ids: string[] = [];
  // All of a preset, to its end.
  const { default: whole } = (await import(join(toy, "hzz-toy.json"), { with: { type: "json" } })) as {
    default: unknown;
  };
  ids.push(await accept(whole));
  await until(ids[0]!, ended);
  // A file that is damaged and one that is not there.
  ids.push(
    await accept(smallSpec("Toy with failures", ["default", "default"], [llll, "MC/damaged.root", "MC/none.root"])),
  );
  await until(ids[1]!, ended);
  // Cancelled after a part of it, and taken up again.
  const cancelled = smallSpec("Toy cancelled and run again", ["default", "late"], [llll, higgs]);
  ids.push(await accept(cancelled));
  await until(ids[2]!, ({ progress }) => (progress as { partitionsDone: number }).partitionsDone === 1);
  await ask(`${plotter.url}/analyses/${ids[2]!}`, "DELETE");
  await accept(cancelled);
  const late = await processorOf("late");
  await until(ids[2]!, ended);
  await late.end();
  // Done by a function platform, item for item, its events appended as they come: in JSON.
  ids.push(await accept(smallSpec("Toy by hand, in JSON", ["by-hand", "by-hand"], [llll, "MC/damaged.root"])));
  for (let body = await store.takeWork("by-hand"); body !== undefined; body = await store.takeWork("by-hand")) {
    const { events } = await ask(`${processor.url}/work`, "POST", JSON.parse(Buffer.from(body).toString()));
    for (const event of events as unknown[]) await store.append(ids[3]!, Buffer.from(JSON.stringify(event)));
  }
  await until(ids[3]!, ended);
  // Cancelled at once, and left so.
  ids.push(await accept(smallSpec("Toy cancelled", ["late", "late"], [llll])));
  await ask(`${plotter.url}/analyses/${ids[4]!}`, "DELETE");

  const outcomes: Outcome[] = [];
  for (const id of ids) outcomes.push(outcomeOf(await state(id)));
  await Promise.all([processor.end(), plotter.end()]);
  const records = await store.records();
  await writeFile(join(folder, `${broker}.jsonl`), toLines(records));
  process.stdout.write(`${broker}: ${records.length} records of ${ids.length} analyses\n`);
  return toLines(outcomes);
}

const toLines = (values: readonly unknown[]) => values.map((value) => `${toJsonText(value)}\n`).join("");

const folder = join(here, release);
await mkdir(folder, { recursive: true });
const toy = await mkdtemp(join(tmpdir(), "hzz-history-"));
let outcomes: string;
try {
  const made = spawn(process.execPath, [join(dist, "hzz.js"), "toy", "--out", toy, "--scale", "0.02", "--quiet"], {
    stdio: "inherit",
  });
  await new Promise((resolve) => made.once("exit", resolve));
  await copyFile(join(toy, llll), join(toy, "MC/damaged.root"));
  const damaged = await open(join(toy, "MC/damaged.root"), "r+");
  await damaged.write(new Uint8Array(20_000).fill(0x55), 0, 20_000, 30_000);
  await damaged.close();

  const nats = await startNatsServer();
  try {
    const store = await natsStore(nats.url);
    outcomes = await record("nats", nats.url, store, toy);
    await store.close();
  } finally {
    await nats.remove();
  }
  const rabbit = await startRabbitMqServer();
  try {
    const store = await rabbitStore(rabbit.url);
    const same = await record("rabbitmq", rabbit.url, store, toy);
    if (same !== outcomes) throw new Error("The two brokers differ in what became of the analyses");
    await store.close();
  } finally {
    await rabbit.remove();
  }
} finally {
  await rm(toy, { recursive: true });
}
await writeFile(join(folder, "outcomes.jsonl"), outcomes);

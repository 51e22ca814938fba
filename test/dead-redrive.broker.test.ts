import { copyFile, mkdir, mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseSpec } from "../src/analysis/parse-spec.ts";
import type { AnalysisSpec } from "../src/analysis/spec.ts";
import type { DeadLetterList, LaneList } from "../src/protocol/documents/operations-document.ts";
import { numbersOfDocument, numbersOfView, postAnalysis, waitForState } from "./support/http-plotter.ts";
import { type RunningUp, startUp } from "./support/hzz-up.ts";
import { largeFile } from "./support/large-file.ts";
import { startNatsServer, type TestNatsServer } from "./support/nats-server.ts";
import { filesAtHand } from "./support/release-or-toy.ts";
import { runHzz } from "./support/run-hzz.ts";
import { runInProcess } from "./support/run-in-process.ts";

/** Files of one analysis: one that is cut short, one whose middle is damaged, and a good one. */
interface Damaged {
  readonly mirror: string;
  readonly spec: AnalysisSpec;
  /** Puts the good files in their place. */
  readonly repair: () => Promise<void>;
}

let nats: TestNatsServer;
let up: RunningUp;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hzz-redrive-"));
  nats = await startNatsServer();
  up = await startUp(["--mirror", folder, "--broker", nats.url], { HZZ_RETRY_DELAY_MS: "10" });
});
afterAll(async () => {
  await up[Symbol.asyncDispose]();
  await nats.remove();
  await rm(folder, { recursive: true });
});

async function damagedFiles(name: string): Promise<Damaged> {
  const large = await largeFile();
  const whole = await filesAtHand.folder();
  const good = [
    join(whole, "Data/data_A.4lep.root"),
    join(whole, "Data/data_B.4lep.root"),
    join(large.folder, large.name),
  ];
  const [fine = "", short = "", middle = ""] = good;
  await mkdir(join(folder, name));
  const placeOf = (path: string) => join(folder, name, basename(path));
  const repair = async () => {
    for (const path of good) await copyFile(path, placeOf(path));
  };
  await repair();
  const bytes = await readFile(short);
  await writeFile(placeOf(short), bytes.subarray(0, bytes.length / 2));
  const file = await open(placeOf(middle), "r+");
  await file.write(new Uint8Array(256 * 1024), 0, 256 * 1024, Math.floor((await file.stat()).size / 2));
  await file.close();
  const [group] = filesAtHand.input.groups;
  const samples = [fine, short, middle].map((path, i) => ({ name: `s${i}`, files: [`${name}/${basename(path)}`] }));
  const groups = [{ ...group, lane: "data", samples }];
  const spec = parseSpec(JSON.stringify({ ...filesAtHand.input, title: `Damaged, ${name}`, groups }));
  return { mirror: folder, spec, repair };
}

async function deadOf(analysis: string, place: readonly string[]): Promise<DeadLetterList["letters"]> {
  const { code, stdout, stderr } = await runHzz(["dead", "list", "--analysis", analysis, "--json", ...place]);
  expect([code, stderr]).toEqual([0, ""]);
  return (JSON.parse(stdout) as DeadLetterList).letters;
}

/** Starts it, and waits until it has ended with something missing. */
async function endsIncomplete(spec: AnalysisSpec): Promise<string> {
  const { summary } = await postAnalysis(up.url, spec);
  const { status, missing } = await waitForState(up.url, summary.id, (now) => now.status !== "running");
  expect(status).toBe("incomplete");
  expect(new Set(missing.parts.map(({ sample }) => sample))).toEqual(new Set(["s1", "s2"]));
  return summary.id;
}

async function expectComplete(id: string, { spec, mirror }: Damaged): Promise<void> {
  const document = await waitForState(up.url, id, (now) => now.status === "complete");
  const { view } = await runInProcess(spec, { mirrors: [mirror] });
  expect(view.status).toBe("complete");
  expect(numbersOfDocument(document)).toEqual(numbersOfView(view));
}

describe("an analysis with damaged files", { timeout: 90_000 }, () => {
  it("becomes complete, with the same bits, when they are repaired and its dead letters are redriven", async () => {
    const damaged = await damagedFiles("repaired");
    const id = await endsIncomplete(damaged.spec);
    const server = ["--url", up.url];
    const letters = await deadOf(id, server);
    const kinds = letters.map(({ item }) => `${item?.sample ?? ""} ${item?.kind ?? ""}`);
    expect(new Set(kinds)).toEqual(new Set(["s1 file", "s2 partition"]));
    expect(letters.every(({ standing, status }) => standing === "needed" && status === "incomplete")).toBe(true);

    const file = letters.find(({ item }) => item?.kind === "file");
    const partition = letters.find(({ item }) => item?.kind === "partition");
    const shown = await runHzz(["dead", "show", partition!.id, ...server]);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toMatch(/^reason +CorruptFileError: /m);
    expect(shown.stdout).toMatch(/^analysis .*\(incomplete\) {2}Damaged, repaired$/m);
    expect(shown.stdout).toMatch(/^entries +\[\d+, \d+\)$/m);

    // While the cause is there, it comes back as another letter.
    expect((await runHzz(["dead", "redrive", file!.id, ...server])).stdout).toBe("Redriven: 1\n");
    await expect.poll(async () => (await deadOf(id, server)).length).toBe(letters.length);
    expect((await deadOf(id, server)).some((letter) => letter.id === file!.id)).toBe(false);

    await damaged.repair();
    // By the server and by the broker itself, where the same is known.
    expect((await runHzz(["dead", "redrive", partition!.id, ...server])).stdout).toBe("Redriven: 1\n");
    const broker = ["--broker", nats.url];
    expect(await deadOf(id, broker)).toHaveLength(letters.length - 1);
    const rest = await runHzz(["dead", "redrive", "--analysis", id, ...broker]);
    expect([rest.code, rest.stdout, rest.stderr]).toEqual([0, `Redriven: ${letters.length - 1}\n`, ""]);
    await expectComplete(id, damaged);
    expect(await deadOf(id, server)).toEqual([]);

    const again = await runHzz(["dead", "redrive", partition!.id, ...server]);
    expect([again.code, again.stdout]).toEqual([2, ""]);
    expect(again.stderr).toContain("it may have been redriven already");
    const unknown = await runHzz(["dead", "show", partition!.id, ...broker]);
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("There is no dead letter")]);
  });

  it("keeps its bits when it is started again as well, and its old letters are only removed", async () => {
    const damaged = await damagedFiles("again");
    const id = await endsIncomplete(damaged.spec);
    const { length } = await deadOf(id, ["--url", up.url]);
    await damaged.repair();
    expect((await postAnalysis(up.url, damaged.spec)).status).toBe(202);
    const redriven = await runHzz(["dead", "redrive", "--all", "--json", "--url", up.url]);
    expect(JSON.parse(redriven.stdout)).toEqual({ redriven: 0, removed: length });
    await expectComplete(id, damaged);
  });
});

describe("hzz lanes", () => {
  it("shows the lanes of a server, and of a broker", async () => {
    const { code, stdout, stderr } = await runHzz(["lanes", "--url", up.url]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^lane +waiting +in flight +redelivered +consumers\n/);
    for (const lane of ["data", "z-ttbar", "zz", "signal", "default"])
      expect(stdout).toMatch(new RegExp(`^${lane} +0 +0 +0 +[1-9]`, "m"));
    const told = await runHzz(["lanes", "--json", "--broker", nats.url]);
    const { lanes } = JSON.parse(told.stdout) as LaneList;
    expect(lanes.every(({ waiting, consumers }) => waiting === 0 && (consumers ?? 0) > 0)).toBe(true);
  });

  it.each([
    ["a broker in memory", ["lanes", "--broker", "memory:"], 2, "belongs to one process"],
    ["a broker that is none", ["lanes", "--broker", "kafka://host"], 2, "knows no broker"],
    ["a server that is not there", ["lanes", "--url", "http://127.0.0.1:1"], 1, "No hzz server answers"],
    ["an action that is none", ["dead", "drop"], 2, "expected list, show or redrive"],
  ])("refuses %s", async (_, args, code, message) => {
    const result = await runHzz(args);
    expect([result.code, result.stdout]).toEqual([code, ""]);
    expect(result.stderr).toContain(message);
  });
});

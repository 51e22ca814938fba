import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { normalisationOf } from "../src/analysis/normalisation.ts";
import { buildFromText } from "../src/analysis/kernel/build-code.ts";
import { parseSpec } from "../src/analysis/parse-spec.ts";
import { pinCorrections } from "../src/analysis/pin-corrections.ts";
import { presetByName, presetInput } from "../src/analysis/presets/presets.ts";
import { recipeIn } from "../src/analysis/spec-recipe.ts";
import { CorrectionReader } from "../src/corrections/correction-reader.ts";
import { Corrections } from "../src/processor/corrections.ts";
import { decodeLogEvent, encodeWorkItem, logEventToJson } from "../src/protocol/codec.ts";
import type { LogEvent } from "../src/protocol/log-event.ts";
import type { FileWorkItem, QueuedItem, WorkItem } from "../src/protocol/work-item.ts";
import { Kernels } from "../src/processor/kernels.ts";
import { OpenTrees } from "../src/processor/open-trees.ts";
import { processWorkItem } from "../src/processor/process-work-item.ts";
import { type EdgePlatform, edgePlatforms, type EdgeServer, startEdge } from "./support/edge-platforms.ts";
import { type MisbehavingServer, part, startMisbehavingServer } from "./support/misbehaving-server.ts";
import { installMs, runtimeProgram } from "./support/runtimes.ts";
import { describeWithSharedData, hasSharedData, sharedPath } from "./support/shared-data.ts";
import { toyFolder } from "./support/toy-files.ts";
import { recordingContext } from "./support/work-items.ts";
import { ownCorrections } from "./support/own-corrections.ts";

const token = "a-token-for-tests-0123";
const toySamples = ["data_A", "Zee", "ggH125_ZZ4lep"];
const codecSamples = ["lz4", "zstd", "lzma"].map((compression) => `uproot-HZZ-${compression}.root`);
let files: MisbehavingServer;
let toys: string;
/** Files of corrections come from servers, to Node too. */
const corrections = new Corrections(new CorrectionReader({ mirrors: [] }));

beforeAll(async () => {
  await runtimeProgram("workerd");
  files = await startMisbehavingServer();
  toys = await toyFolder(toySamples);
}, installMs);

afterAll(() => files[Symbol.asyncDispose]());

/** The item of a sample's first file, which lies in a folder under the path that the release has for it. */
function itemOf(preset: string, sampleName: string, path?: string): FileWorkItem {
  const spec = presetByName(preset);
  const group = spec.groups.find(({ samples }) => samples.some(({ name }) => name === sampleName))!;
  const index = group.samples.findIndex(({ name }) => name === sampleName);
  const sample = group.samples[index]!;
  return {
    ...{ version: 1, kind: "file", analysis: "a1", run: 1, recipe: recipeIn(spec), baseUrls: [files.origin] },
    isToy: preset === "hzz-toy",
    sample: {
      ...{ group: group.name, name: sample.name, index },
      ...{ weighted: group.kind !== "data", normalisation: normalisationOf(spec, group, sample) },
    },
    file: {
      index: 0,
      path:
        path ??
        presetByName("hzz-2020")
          .groups.flatMap((g) => g.samples)
          .find(({ name }) => name === sampleName)!.files[0]!,
    },
  };
}

/** Of files of another kind, in all compressions. */
function ofEvents(path: string): FileWorkItem {
  const { groups, ...preset } = presetInput("hzz-2020");
  const spec = parseSpec(
    {
      ...preset,
      ...{ tree: "events", define: [], collections: {}, weights: { factors: [], sign: "signed" } },
      cuts: [{ name: "muons", label: "two muons", expression: "NMuon >= 2" }],
      histograms: [
        { ...preset.histograms[0]!, name: "px", expression: "Muon_Px[0] + Muon_Px[1]" },
        { ...preset.histograms[0]!, name: "met", expression: "MET_px" },
      ],
      groups: groups.slice(0, 1),
    },
    "events",
  );
  return { ...itemOf("hzz-2020", "data_A", path), recipe: recipeIn(spec) };
}

/** With scale factors in its weights, from a packed file below the base URL and a plain one at an address. */
async function corrected(): Promise<FileWorkItem> {
  const text = JSON.stringify(ownCorrections);
  files.serve("/sf/own.json.gz", part(gzipSync(text)));
  files.serve("/own.json", part(Buffer.from(text)));
  const preset = presetInput("hzz-toy");
  const spec = parseSpec(
    {
      ...preset,
      release: { ...preset.release, baseUrls: [files.origin] },
      corrections: {
        sf: { file: "sf/own.json.gz", name: "Electron-ID-SF" },
        twice: { file: `${files.origin}/own.json`, name: "twice" },
      },
      weights: {
        ...preset.weights,
        factors: ['sf("2018", "Medium", lep_eta[0], lep_pt[0] / 1000)', "twice(lep_pt[1])"],
      },
    },
    "corrected",
  );
  const pinned = await pinCorrections(spec, new CorrectionReader({ mirrors: [] }));
  return { ...itemOf("hzz-toy", "Zee"), recipe: recipeIn(pinned) };
}

/** Code that the function may have beside that of the presets: no platform is to make any. */
async function kernelsOf(item: WorkItem, folder: string): Promise<string[]> {
  const bodies: string[] = [];
  const kernels = new Kernels(corrections, (body, ...more) => {
    bodies.push(body);
    return buildFromText(body, ...more);
  });
  await using trees = new OpenTrees({ mirrors: [folder] });
  await processWorkItem(item, recordingContext(), { trees, kernels });
  return bodies;
}

async function serve(folder: string, { file }: WorkItem): Promise<void> {
  files.serve(`/${file.path}`, part(await readFile(join(folder, file.path))));
}

/** What no processor may do differently: all but where the file lay, and how long it took. */
function essence(event: object): object {
  return { ...event, source: "", stats: "" };
}

async function byNode(item: WorkItem, folder: string): Promise<{ events: readonly LogEvent[]; essences: object[] }> {
  const context = recordingContext();
  await using trees = new OpenTrees({ mirrors: [folder] });
  await processWorkItem(item, context, { trees, kernels: new Kernels(corrections) });
  return { events: context.events, essences: context.events.map((event) => essence(logEventToJson(event))) };
}

function post(server: EdgeServer, item: QueuedItem, authorization = `Bearer ${token}`): Promise<Response> {
  const headers = { "content-type": "application/json", authorization };
  return fetch(`${server.url}/work`, {
    method: "POST",
    body: encodeWorkItem(item) as Uint8Array<ArrayBuffer>,
    headers,
  });
}

async function eventsFrom(server: EdgeServer, item: QueuedItem): Promise<object[]> {
  const response = await post(server, item);
  const text = await response.text();
  expect(response.status, text).toBe(200);
  const { events } = JSON.parse(text) as { events: object[] };
  for (const event of events) decodeLogEvent(new TextEncoder().encode(JSON.stringify(event)));
  return events.map(essence);
}

async function problemFrom(server: EdgeServer, item: QueuedItem, authorization?: string) {
  const response = await post(server, item, authorization);
  const { detail } = (await response.json()) as { detail: string };
  return { status: response.status, detail };
}

describe.each(edgePlatforms)("the function in %s", (platform: EdgePlatform) => {
  let server: EdgeServer;

  beforeAll(async () => {
    const settings = { HZZ_PRIVATE_ORIGINS: files.origin, HZZ_TOKEN: token };
    const codecs = hasSharedData ? await kernelsOf(ofEvents(codecSamples[0]!), sharedPath("root-samples")) : [];
    const kernels = [...codecs, ...(await kernelsOf(await corrected(), toys))];
    server = await startEdge(platform, settings, files.origin, kernels);
  }, installMs);

  afterAll(() => server[Symbol.asyncDispose]());

  it.each(toySamples)("gives the same bytes for %s of the toy as a processor on Node", async (name) => {
    const item = itemOf("hzz-toy", name);
    await serve(toys, item);
    const { essences } = await byNode(item, toys);
    expect(essences.map((event) => (event as LogEvent).kind)).toContain("partition-done");
    expect(await eventsFrom(server, item)).toEqual(essences);
  });

  it("does a partition of a file that was planned", async () => {
    const file = itemOf("hzz-toy", "Zee");
    await serve(toys, file);
    const planned = (await byNode(file, toys)).events.find((event) => event.kind === "file-planned")!;
    const entryStop = Math.floor(planned.identity.entries / 3);
    const partition = { index: 0, count: 2, entryStart: 1, entryStop };
    const item: WorkItem = { ...file, kind: "partition", identity: planned.identity, partition };
    expect(await eventsFrom(server, item)).toEqual((await byNode(item, toys)).essences);
  });

  it("needs no other kernel for another normalisation, and other titles", async () => {
    const item = itemOf("hzz-toy", "Zee");
    await serve(toys, item);
    const histograms = item.recipe.histograms.map((histogram) => ({ ...histogram, title: "another" }));
    const changed = { ...item, recipe: { ...item.recipe, histograms }, sample: { ...item.sample, normalisation: 0.1 } };
    expect(await eventsFrom(server, changed)).toEqual((await byNode(changed, toys)).essences);
  });

  it("does a recipe of one's own where code may be made from text, and refuses it elsewhere", async () => {
    const item = itemOf("hzz-toy", "data_A");
    await serve(toys, item);
    const own = { ...item, recipe: { ...item.recipe, cuts: [{ name: "two", label: "", expression: "lep_n >= 2" }] } };
    if (platform === "workerd") {
      const { status, detail } = await problemFrom(server, own);
      expect(status).toBe(422);
      expect(detail).toContain(
        "CodeForbiddenError: This platform makes no code from text, and has kernels only of hzz-2020",
      );
      expect(detail).toContain("Give it to a processor on Node, Deno or Bun");
    } else expect(await eventsFrom(server, own)).toEqual((await byNode(own, toys)).essences);
  });

  it("reads corrections from servers, plain and packed, and gives the same bytes with them", async () => {
    const item = await corrected();
    await serve(toys, item);
    const { essences } = await byNode(item, toys);
    const plain = await byNode(itemOf("hzz-toy", "Zee"), toys);
    expect(essences.map((event) => (event as LogEvent).kind)).toContain("partition-done");
    expect(essences).not.toEqual(plain.essences);
    expect(await eventsFrom(server, item)).toEqual(essences);
  });

  it("refuses another content of corrections than the item says", async () => {
    const item = await corrected();
    await serve(toys, item);
    const { sf, ...others } = item.recipe.corrections!;
    const sha256 = "0".repeat(64);
    const recipe = { ...item.recipe, corrections: { ...others, sf: { ...sf!, sha256 } } };
    const { status, detail } = await problemFrom(server, { ...item, recipe });
    expect(status).toBe(422);
    expect(detail).toMatch(/CorrectionContentError: .* with the SHA-256 0{64}: .*own\.json\.gz has one with/s);
  });

  it("asks for the recipe where an item only names it", async () => {
    const { status, detail } = await problemFrom(server, { ...itemOf("hzz-toy", "Zee"), recipe: "0".repeat(64) });
    expect(status).toBe(422);
    expect(detail).toContain("put the recipe itself into the item");
  });

  it("reads no private address or name but those of its settings", async () => {
    const { origin } = new URL(server.url);
    const item = itemOf("hzz-toy", "Zee");
    for (const baseUrl of [origin, "http://localhost", "http://[::1]", "http://nats"]) {
      const { status, detail } = await problemFrom(server, { ...item, baseUrls: [baseUrl] });
      expect(status).toBe(422);
      expect(detail).toMatch(/HZZ_PRIVATE_ORIGINS|HZZ_ALLOWED_ORIGINS/);
    }
  });

  it("asks for its token", async () => {
    for (const given of ["", `Bearer ${token}x`])
      expect((await problemFrom(server, itemOf("hzz-toy", "Zee"), given)).status).toBe(401);
  });

  it("says that a file is missing as a processor does", async () => {
    const { status, detail } = await problemFrom(server, itemOf("hzz-toy", "Zee", "missing.root"));
    expect(status).toBe(422);
    expect(detail).toContain("SourceNotFoundError");
  });

  describeWithSharedData("with real files", () => {
    it.each(["data_A", "data_D", "Zee", "ttbar_lep"])(
      "gives the same bytes for %s of the release of 2020",
      async (name) => {
        const item = itemOf("hzz-2020", name);
        const folder = sharedPath("atlas-open-data/2020");
        await serve(folder, item);
        expect(await eventsFrom(server, item)).toEqual((await byNode(item, folder)).essences);
      },
    );

    it.each(codecSamples)("gives the same bytes for %s", async (path) => {
      const item = ofEvents(path);
      const folder = sharedPath("root-samples");
      await serve(folder, item);
      const { essences } = await byNode(item, folder);
      expect(essences.map((event) => (event as LogEvent).kind)).toContain("partition-done");
      expect(await eventsFrom(server, item)).toEqual(essences);
    });

    it("gives the same bytes for a file of the release of 2025", async () => {
      const spec = presetByName("hzz-2025");
      const data = spec.groups.find(({ kind }) => kind === "data")!.samples[0]!;
      const path = "ODEO_FEB2025_v0_exactly4lep_data15_periodD.exactly4lep.root";
      const item = itemOf("hzz-2025", data.name, path);
      const folder = sharedPath("atlas-open-data/2025");
      await serve(folder, item);
      expect(await eventsFrom(server, item)).toEqual((await byNode(item, folder)).essences);
    });
  });
});

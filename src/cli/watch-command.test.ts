import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { type Answer, type MisbehavingServer, startMisbehavingServer } from "../../test/support/misbehaving-server.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { uhiDocumentText } from "../results/uhi-document.ts";
import { histogramsToCsv } from "../results/to-csv.ts";
import { toAnalysisDocument } from "../protocol/documents/to-analysis-document.ts";
import { exitCodes } from "./exit-code.ts";
import { fixtureSpec, fixtureView } from "../../test/support/fixture-view.ts";
import { analysisPlace } from "./analysis-place.ts";
import type { Program } from "./program.ts";
import { renderResult } from "./render-result.ts";
import { reportText, toReport } from "./report.ts";
import { softwareVersion } from "../serve/software-version.ts";
import { UsageError } from "./usage-error.ts";
import { watch as watchCommand } from "./watch-command.ts";

let server: MisbehavingServer;
beforeAll(async () => {
  server = await startMisbehavingServer();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const id = "0123456789abcdef";
const running = fixtureView({ status: "running" });
const enter = "\x1b[?1049h\x1b[?25l\x1b[?7l";
const leave = "\x1b[?7h\x1b[?25h\x1b[?1049l";

const json = (value: unknown): Answer => {
  return (_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
  };
};

/** Tells of these states at once, and then nothing. */
function servesStates(...views: readonly AnalysisView[]): void {
  server.serve(`/analyses/${id}/spec`, json(fixtureSpec()));
  server.serve(`/analyses/${id}?samples=true`, json(toAnalysisDocument(fixtureView(), 9, { samples: true })));
  server.serve(`/analyses/${id}/events?differences=true`, (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const [i, view] of views.entries())
      response.write(`event: state\nid: ${i}\ndata: ${JSON.stringify(toAnalysisDocument(view, i))}\n\n`);
  });
}

function record(isTTY: boolean, env: Record<string, string> = {}) {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const stop = new AbortController();
  const size = isTTY ? { columns: 80, rows: 40 } : {};
  const program: Program = {
    env,
    stdout: { ...size, isTTY, write: (text) => stdout.push(text) },
    stderr: { ...size, isTTY: false, write: (text) => stderr.push(text) },
    workerUrl: new URL("file:///none"),
    toyWorkerUrl: new URL("file:///none"),
    fitWorkerUrl: new URL("file:///none"),
    assetsFolder: "",
    siteFolder: "",
    signal: stop.signal,
  };
  return { program, stdout, stderr, stop };
}

const command = {
  command: "watch",
  target: id,
  out: undefined,
  json: false,
  quiet: false,
  perUnit: false,
  noColor: true,
} as const;
const watch = (program: Program) => watchCommand.run({ ...command, url: server.origin }, program);
const result = (columns: number, width?: number) => renderResult(fixtureView(), { color: false, columns, width });

describe("hzz watch on a terminal", () => {
  it("draws the plot on a screen of its own, and prints the result where it was before", async () => {
    servesStates(running, fixtureView());
    const { program, stdout, stderr } = record(true);
    expect(await watch(program)).toBe(exitCodes.complete);
    expect(stdout[0]).toBe(enter);
    expect(stdout[1]).toContain("Events / 5 GeV");
    expect(stdout.slice(-2)).toEqual([leave, result(80, 80)]);
    expect(stderr).toEqual([]);
  });

  it("opens no screen for what has ended already", async () => {
    servesStates(fixtureView());
    const { program, stdout } = record(true);
    expect(await watch(program)).toBe(exitCodes.complete);
    expect(stdout).toEqual([result(80, 80)]);
  });

  it("leaves the last plot behind when the user has seen enough", async () => {
    servesStates(running);
    const { program, stdout, stderr, stop } = record(true);
    const watching = watch(program);
    while (stdout.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    // At once, whatever the rest still does.
    expect(stdout.at(-1)).toBe(leave);
    expect(await watching).toBe(exitCodes.incomplete);
    expect(stdout.at(-1)).toMatch(/^\nToy data .*\nNot finished: the plot shows what is in so far\n/);
    expect(stderr.join("")).toBe(`Stopped watching; the analysis goes on: hzz watch ${server.origin}/analyses/${id}\n`);
  });

  it("gives the terminal back when it fails", async () => {
    servesStates(running, { ...fixtureView(), id: "another" });
    const { program, stdout } = record(true);
    await expect(watch(program)).rejects.toThrow("does not follow the one before");
    expect([stdout.at(0), stdout.at(-1)]).toEqual([enter, leave]);
  });

  it("steers no terminal that cannot be steered", async () => {
    servesStates(running, fixtureView());
    const { program, stdout } = record(true, { TERM: "dumb" });
    expect(await watch(program)).toBe(exitCodes.complete);
    expect(stdout).toEqual([result(80, 80)]);
  });
});

describe("hzz watch elsewhere", () => {
  it("writes progress on standard error, and the result alone on standard output", async () => {
    servesStates(running, fixtureView());
    const { program, stdout, stderr } = record(false);
    expect(await watch(program)).toBe(exitCodes.complete);
    expect(stdout).toEqual([result(100)]);
    expect(stderr.join("")).toMatch(/^run1: 2 of 2 files, 40 entries\n/);
  });
});

describe("hzz watch --out", () => {
  const watchInto = (out: string) => {
    servesStates(running, fixtureView());
    return watchCommand.run({ ...command, url: server.origin, out }, record(false).program);
  };
  const inFolder = async (name: string, use: (path: string) => Promise<void>) => {
    const folder = await mkdtemp(join(tmpdir(), "hzz-watch-"));
    await use(join(folder, name));
    await rm(folder, { recursive: true });
  };

  it("prints the report alone as JSON, if asked", async () => {
    servesStates(running, fixtureView());
    const { program, stdout } = record(false);
    expect(await watchCommand.run({ ...command, url: server.origin, json: true }, program)).toBe(exitCodes.complete);
    expect(stdout).toEqual([reportText(toReport(fixtureView(), { version: softwareVersion }))]);
  });

  it("writes CSV and UHI JSON as hzz run does", async () => {
    await inFolder("out.csv", async (path) => {
      expect(await watchInto(path)).toBe(exitCodes.complete);
      expect(await readFile(path, "utf8")).toBe(histogramsToCsv(fixtureView()));
    });
    await inFolder("out.json", async (path) => {
      await watchInto(path);
      expect(await readFile(path, "utf8")).toBe(uhiDocumentText(fixtureView()));
    });
  });

  it("takes a ROOT file as the server makes it, which alone knows the files that were read", async () => {
    const bytes = Buffer.from("root, and bytes: \u0000\u00ff", "latin1");
    server.serve(`/analyses/${id}/results.root`, (_request, response) => {
      response.writeHead(200, { "content-type": "application/octet-stream" }).end(bytes);
    });
    await inFolder("out.root", async (path) => {
      expect(await watchInto(path)).toBe(exitCodes.complete);
      expect(await readFile(path)).toEqual(bytes);
    });
  });

  it("leaves no file behind if the server has none to give", async () => {
    server.serve(`/analyses/${id}/results.root`, json({}));
    await inFolder("out.root", async (path) => {
      await expect(watchInto(path)).rejects.toThrow("expected application/octet-stream, found application/json");
      expect(await readdir(dirname(path))).toEqual([]);
    });
  });
});

describe("the place of an analysis", () => {
  test.each<[string, string | undefined, string | undefined, string]>([
    [id, undefined, undefined, id],
    [id, "http://h:1", "http://h:1", id],
    [`http://h:1/analyses/${id}`, undefined, "http://h:1/", id],
    [`https://h/behind/proxy/analyses/${id}/?x#y`, undefined, "https://h/behind/proxy/", id],
  ])("%s", (target, url, server, expected) => {
    expect(analysisPlace("watch", target, url)).toEqual({ server, id: expected });
  });

  test.each<[string, string | undefined]>([
    ["hzz-2020", undefined],
    ["http://h:1/", undefined],
    [`http://h:1/analyses/${id}/events`, undefined],
    [`ftp://h/analyses/${id}`, undefined],
    [`http://h:1/analyses/${id}`, "http://h:1"],
  ])("refuses %s", (target, url) => {
    expect(() => analysisPlace("watch", target, url)).toThrow(UsageError);
  });
});

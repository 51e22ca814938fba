import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { everything, summaryIn } from "../../test/support/plotter-answers.ts";
import { createTestPlotter, specNamed } from "../../test/support/plotter-app.ts";
import { listen } from "../http/listen.ts";
import type { AnalysisDocument, AnalysisList, AnalysisSummary } from "../protocol/documents/analysis-document.ts";
import { parseCommandLine } from "./args.ts";
import { commands } from "./commands.ts";
import { PlotterProblemError } from "./plotter-errors.ts";
import type { Program } from "./program.ts";
import { UsageError } from "./usage-error.ts";

const releases: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0)) await release();
});

async function hzz(words: readonly string[], env: Record<string, string>, terminal: { columns?: number } = {}) {
  const written = { stdout: "", stderr: "" };
  const isTTY = terminal.columns !== undefined;
  const program = {
    env,
    stdout: { ...terminal, isTTY, write: (text: string) => (written.stdout += text) },
    stderr: { isTTY, write: (text: string) => (written.stderr += text) },
    signal: new AbortController().signal,
  } as unknown as Program;
  const { command, args } = parseCommandLine(words, commands);
  return { code: await command.run(args, program), ...written };
}

async function serve() {
  const token = "a-token-of-16-or-more";
  const plotter = await createTestPlotter({ token });
  const server = await listen((request, env) => plotter.app.fetch(request, env), { host: "127.0.0.1", port: 0 });
  releases.push(async () => {
    plotter.stop();
    await server.close(0);
  });
  return { plotter, server, env: { HZZ_URL: server.url, HZZ_TOKEN: token } };
}

describe("hzz ls", () => {
  it("lists the analyses of a server, as wide as the terminal, and as JSON", async () => {
    const { plotter, env } = await serve();
    expect(await hzz(["ls"], env)).toEqual({ code: 0, stdout: "No analyses\n", stderr: "" });
    const ids: string[] = [];
    for (const title of ["one", "another with a title that is rather long"])
      ids.push((await summaryIn(plotter.post(specNamed(title)))).id);
    const { stdout } = await hzz(["ls"], env);
    expect(stdout).toMatch(/^id +status +files +started +by +title\n─+\n/);
    expect(stdout).toMatch(new RegExp(`^${ids[0]} +running +0/\\d+ +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d +one$`, "m"));
    for (const columns of [40, 80]) {
      const { stdout: narrow } = await hzz(["ls"], env, { columns });
      for (const line of narrow.split("\n")) expect(line.length).toBeLessThanOrEqual(columns);
      expect(narrow).toMatch(new RegExp(`^${ids[0]} +running`, "m"));
    }
    const list = JSON.parse((await hzz(["ls", "--json", "--limit", "1"], env)).stdout) as AnalysisList;
    expect(list.analyses.map(({ id }) => id)).toEqual([ids[1]]);
    expect((await hzz(["ls", "--by", "nobody"], env)).stdout).toBe("No analyses\n");
  });
});

describe("hzz show", () => {
  it("prints an analysis as it stands, and the document of the server as JSON", async () => {
    const { plotter, server, env } = await serve();
    const id = await plotter.start();
    await plotter.happen(id, everything);
    const { code, stdout } = await hzz(["show", id], env);
    expect(code).toBe(0);
    expect(stdout).toContain(`\ncomplete, 4 of 4 files: ${server.url}/analyses/${id}\n`);
    expect(stdout).toMatch(/^sample +cut +events/m);
    expect(stdout).toMatch(/^sample +entries +passed/m);
    const document = JSON.parse(
      (await hzz(["show", `${server.url}/analyses/${id}`, "--json"], {})).stdout,
    ) as AnalysisDocument;
    expect([document.id, document.status]).toEqual([id, "complete"]);
    await expect(hzz(["show", "0123456789abcdef"], env)).rejects.toThrow(PlotterProblemError);
    await expect(hzz(["show", "hzz-2020"], env)).rejects.toThrow(UsageError);
  });
});

describe("hzz check", () => {
  it("looks at the result of an analysis on a server, by id or address", async () => {
    const { plotter, server, env } = await serve();
    const { id } = await summaryIn(plotter.post(specNamed("doubtful")));
    const byId = await hzz(["check", id, "--json"], env);
    expect((JSON.parse(byId.stdout) as { doubts: unknown }).doubts).toBeInstanceOf(Array);
    expect(await hzz(["check", `${server.url}/analyses/${id}`, "--json"], env)).toEqual(byId);
    await expect(hzz(["check", id, "--samples", "Zee"], env)).rejects.toThrow("is a result");
    await expect(hzz(["check", "f".repeat(16)], env)).rejects.toThrow(PlotterProblemError);
    await expect(hzz(["check", "hzz-toy", "--url", server.url], env)).rejects.toThrow("--url goes with an id");
  });
});

describe("hzz cancel", () => {
  it("cancels those that run, and refuses the others one by one", async () => {
    const { plotter, env } = await serve();
    const [a, b] = await Promise.all(
      ["a", "b"].map(async (title) => (await summaryIn(plotter.post(specNamed(title)))).id),
    );
    expect(await hzz(["cancel", a!], env)).toMatchObject({ code: 0, stdout: `${a} cancelled\n` });
    const refused = await hzz(["cancel", a!, b!, "--json"], env);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`${a} is cancelled, so there is nothing to cancel`);
    const [summary, ...more] = JSON.parse(refused.stdout) as AnalysisSummary[];
    expect([summary?.id, summary?.status, more]).toEqual([b, "cancelled", []]);
    const removed = await hzz(["remove", a!, "--json"], env);
    expect(JSON.parse(removed.stdout)).toEqual([{ id: a, forgotten: true }]);
  });
});

describe("hzz open", () => {
  it("prints the address of the page, and on a terminal starts the browser with it", async () => {
    const { plotter, server, env } = await serve();
    const id = await plotter.start();
    const folder = await mkdtemp(join(tmpdir(), "hzz-open-"));
    const [browser, opened] = [join(folder, "browser"), join(folder, "opened")];
    await writeFile(browser, `#!/bin/sh\nprintf %s "$1" > "${opened}.part" && mv "${opened}.part" "${opened}"\n`, {
      mode: 0o755,
    });
    const page = `${server.url}/analyses/${id}`;
    expect(await hzz(["open", id], { ...env, BROWSER: "/no/such/browser" })).toEqual({
      code: 0,
      stdout: `${page}\n`,
      stderr: "",
    });
    expect((await hzz(["open", id], { ...env, BROWSER: browser }, { columns: 80 })).stdout).toBe(`${page}\n`);
    await vi.waitFor(async () => {
      expect(await readFile(opened, "utf8")).toBe(page);
    });
    await rm(folder, { recursive: true });
    const without = await hzz(["open", page], { BROWSER: "/no/such/browser" }, { columns: 80 });
    expect(without).toMatchObject({ code: 0, stdout: `${page}\n` });
    expect(without.stderr).toBe("No browser can be started (/no/such/browser); open the address in one of yours\n");
    await expect(hzz(["open", "0123456789abcdef"], env)).rejects.toThrow(PlotterProblemError);
  });
});

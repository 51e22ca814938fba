import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commands } from "../src/cli/commands.ts";
import { main } from "../src/cli/main.ts";
import type { Program } from "../src/cli/program.ts";
import { parseCommandLine } from "../src/cli/args.ts";
import type { FileReading } from "../src/cli/read-file.ts";
import type { Column } from "../src/rootio/column.ts";
import { createRegularAxis } from "../src/histogram/axis.ts";
import { createHistogram } from "../src/histogram/histogram.ts";
import { openRootFile } from "../src/rootio/root-file.ts";
import { createMemorySource } from "./support/memory-source.ts";
import { part, startMisbehavingServer } from "./support/misbehaving-server.ts";
import { parts } from "./support/root-writer/random-columns.ts";
import { writeFile } from "./support/root-writer/written-file.ts";

const entries = 20_000;
const perBasket = 500;
const perEntry = 30;
let folder = "";
let bytes: Uint8Array;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hzz-scan-"));
  bytes = await treeFile();
  writeFileSync(join(folder, "a.root"), bytes);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Many baskets, and as much that nobody asks for. */
function treeFile(): Promise<Uint8Array> {
  const offsets = Int32Array.from({ length: entries + 1 }, (_, i) => perEntry * i);
  const columns = new Map<string, Column>([
    [
      "n",
      { shape: "scalar", type: "int32", length: entries, values: Int32Array.from({ length: entries }, (_, i) => i) },
    ],
    [
      "x",
      {
        shape: "list",
        type: "float64",
        length: entries,
        offsets,
        content: Float64Array.from({ length: perEntry * entries }, (_, i) => Math.fround(Math.sin(i))),
      },
    ],
  ]);
  return writeFile(
    async (file) => {
      const types = [...columns].map(([name, { shape, type }]) => ({ name, type: { shape, type } }));
      const tree = file.root.tree("mini", "a tree", types, { basketBytes: 2000 });
      for (let i = 0; i < entries; i += perBasket) await tree.fill(parts(columns, i, i + perBasket), perBasket);
      await tree.close();
      const axis = createRegularAxis({ bins: 4, lower: 0, upper: 8, label: "m", unit: "GeV" });
      const sumw = Float64Array.of(1, 4, 2, 0, 3, 5);
      await file.root.writeHistogram(
        createHistogram({ name: "m4l", title: "a mass", axes: [axis], entries: sumw, sumw, sumw2: sumw }),
      );
    },
    { compression: { level: 0 } },
  );
}

async function hzz(words: readonly string[], terminal: object = {}) {
  const written = { stdout: "", stderr: "" };
  const program = {
    env: {},
    stdout: { ...terminal, write: (text: string) => (written.stdout += text) },
    stderr: { ...terminal, write: (text: string) => (written.stderr += text) },
    signal: new AbortController().signal,
  } as unknown as Program;
  return { code: await main(words, program), ...written };
}
const file = (name = "a.root"): string => join(folder, name);

describe("hzz inspect --read", () => {
  it("says of every branch what it holds, and ends with 0", async () => {
    const { code, stdout, stderr } = await hzz(["inspect", file(), "--read", "--json"]);
    expect([code, stderr]).toEqual([0, ""]);
    const { trees, failures } = JSON.parse(stdout) as FileReading;
    expect(failures).toEqual([]);
    expect(trees["mini"]?.branches["n"]).toMatchObject({
      kind: "number",
      values: entries,
      sum: 199_990_000,
      min: 0,
      max: 19_999,
    });
    expect(trees["mini"]?.branches["x"]).toMatchObject({
      type: "float64",
      values: perEntry * entries,
      levels: [{ max: perEntry }],
    });
  });

  it("tells file, branch, entries and reason of what fails, reads the rest, and ends with 3", async () => {
    const damaged = Uint8Array.from(bytes);
    const tree = await (await openRootFile(createMemorySource(bytes))).openTree("mini");
    const { basketSeeks, basketLengths, basketEntries } = tree.branch("x");
    damaged[basketSeeks[1]! + basketLengths[1]! - 5]! ^= 0xff;
    writeFileSync(file("damaged.root"), damaged);
    const asJson = await hzz(["inspect", file("damaged.root"), "--read", "--json"]);
    expect(asJson.code).toBe(3);
    const { trees, failures } = JSON.parse(asJson.stdout) as FileReading;
    const where = { file: file("damaged.root"), tree: "mini", branch: "x" };
    expect(failures).toEqual([
      {
        ...where,
        entryStart: basketEntries[1],
        entryStop: basketEntries[2],
        reason: expect.stringMatching(/damaged/i) as string,
      },
    ]);
    expect(trees["mini"]?.branches["n"]).toMatchObject({ sum: 199_990_000 });
    const asText = await hzz(["inspect", file("damaged.root"), "--read"]);
    expect(asText.code).toBe(3);
    expect(asText.stdout).toContain(
      `FAILED ${file("damaged.root")}, tree mini, branch x, entries [${basketEntries[1]}, `,
    );
  });

  it("draws a bar on a terminal, which is gone at the end, and nothing into a pipe", async () => {
    const onTerminal = await hzz(["inspect", file(), "--read", "--no-color"], { isTTY: true, columns: 40 });
    expect(onTerminal.stderr).toMatch(/^\r\x1b\[2K░+   0%  n/);
    expect(onTerminal.stderr).toMatch(/\r\x1b\[2K$/);
    for (const line of onTerminal.stdout.split("\n").slice(4)) expect(line.length).toBeLessThanOrEqual(40);
    expect(onTerminal.stdout).toContain("(too narrow for: ");
    expect((await hzz(["inspect", file(), "--read"])).stderr).toBe("");
    expect((await hzz(["inspect", file(), "--read", "--quiet"], { isTTY: true })).stderr).toBe("");
  });
});

describe("hzz inspect", () => {
  it("shows histograms, and draws one by name", async () => {
    const { stdout } = await hzz(["inspect", file()]);
    expect(stdout).toMatch(/m4l +TH1D +a mass +\d+ +m.*: 4 bins from 0 to 8/);
    const drawn = await hzz(["inspect", file(), "--draw", "m4l", "--no-color"], { isTTY: true, columns: 40 });
    expect(drawn.code).toBe(0);
    expect(drawn.stdout).toContain("░");
    expect(drawn.stdout).toContain("1 below the axis, 5 above it");
    for (const line of drawn.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(40);
  });

  it("draws in colour on a terminal, unless NO_COLOR is set or --no-color given", async () => {
    const draw = ["inspect", file(), "--draw", "m4l"];
    expect((await hzz(draw, { isTTY: true, columns: 80 })).stdout).toContain("\x1b[");
    expect((await hzz([...draw, "--no-color"], { isTTY: true, columns: 80 })).stdout).not.toContain("\x1b[");
    expect((await hzz(draw, { columns: 80 })).stdout).not.toContain("\x1b[");
  });

  it("refuses a histogram that is not there with the nearest names", async () => {
    const { code, stderr } = await hzz(["inspect", file(), "--draw", "m4"]);
    expect([code, stderr]).toEqual([2, 'hzz: The file has no histogram "m4"; it has: m4l\n']);
  });

  it("refuses --draw with what it does not go with", () => {
    expect(() => parseCommandLine(["inspect", "a", "--draw", "m", "--json"], commands)).toThrow(
      "--draw and --json exclude each other",
    );
  });

  it.each([80, 40])("fits %i columns", async (columns) => {
    const { stdout } = await hzz(["inspect", file(), "--no-color"], { isTTY: true, columns });
    const table = stdout.split("\n").slice(4, 9);
    for (const line of table) expect(line.length).toBeLessThanOrEqual(columns);
  });
});

describe("hzz scan", () => {
  it("prints a range of entries", async () => {
    const { code, stdout } = await hzz(["scan", file(), "--branches", "n,x", "--entries", "1200:1202"]);
    expect(code).toBe(0);
    const rows = stdout.split("\n").filter((line) => /^\* +1/.test(line));
    const cells = rows.map((row) =>
      row
        .split("*")
        .map((cell) => cell.trim())
        .slice(1, 4),
    );
    const instances = Array.from({ length: perEntry }, (_, i) => String(i));
    expect(cells).toEqual(["1200", "1201"].flatMap((entry) => instances.map((instance) => [entry, instance, entry])));
    expect(stdout).toMatch(/==> 2 entries\n$/);
  });

  it("prints every entry once where the range runs over many parts, and as JSON that can be read", async () => {
    const { stdout } = await hzz(["scan", file(), "--branches", "n,x", "--entries", ":3000", "--json"]);
    const { rows, entries: range } = JSON.parse(stdout) as { rows: [number, number, number[]][]; entries: number[] };
    expect(range).toEqual([0, 3000]);
    expect(rows.map(([entry, n]) => [entry, n])).toEqual(Array.from({ length: 3000 }, (_, i) => [i, i]));
    expect(rows[17]?.[2]).toEqual(Array.from({ length: perEntry }, (_, i) => Math.fround(Math.sin(17 * perEntry + i))));
  });

  it("reads from a server only the baskets that hold the entries", async () => {
    await using server = await startMisbehavingServer();
    const url = server.serve("/a.root", part(bytes));
    const { code, stdout } = await hzz(["scan", url, "--branches", "n", "--entries", "10000:10020", "--csv"]);
    expect(code).toBe(0);
    expect(stdout.split("\r\n")).toEqual([
      "Row,n",
      ...Array.from({ length: 20 }, (_, i) => `${10_000 + i},${10_000 + i}`),
      "",
    ]);
    // Head and end of the file are fetched together with what stands beside them.
    const asked = server.requests.map(({ range }) => /bytes=(\d+)-(\d+)/.exec(range ?? "") ?? []);
    const read = asked.reduce((sum, [, start, last]) => sum + Number(last) + 1 - Number(start), 0);
    expect(bytes.length).toBeGreaterThan(500_000);
    expect(read).toBeLessThan(0.2 * bytes.length);
  });

  it.each([
    ["20", '--entries expects START:STOP, as 0:20, found "20"'],
    ["20:10", '--entries expects START:STOP, as 0:20, found "20:10"'],
  ])("refuses the range %s", (range, message) => {
    expect(() => parseCommandLine(["scan", "a", "--entries", range], commands)).toThrow(message);
  });

  it("refuses a range behind the end, and a branch that is not there", async () => {
    const behind = await hzz(["scan", file(), "--entries", "50000:50010"]);
    expect([behind.code, behind.stderr]).toEqual([
      2,
      `hzz: --entries begins at 50000, but the tree mini has ${entries} entries\n`,
    ]);
    const unknown = await hzz(["scan", file(), "--branches", "nn"]);
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('"nn"');
  });
});

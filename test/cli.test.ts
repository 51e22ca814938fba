import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { presetInput } from "../src/analysis/presets/presets.ts";
import type { AnalysisSpecInput } from "../src/analysis/spec.ts";
import type { Report } from "../src/cli/report.ts";
import { fromUhi } from "../src/histogram/uhi.ts";
import { openWithJsroot } from "./support/root-writer/jsroot-file.ts";
import { soundStructure } from "./support/root-writer/written-file.ts";
import { runHzz, startHzz } from "./support/run-hzz.ts";
import { filesAtHand } from "./support/release-or-toy.ts";
import { describeWithSharedData, sharedPath } from "./support/shared-data.ts";
import { plannedToy, toyFile } from "./support/toy-files.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hzz-cli-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const inFolder = (name: string): string => join(folder, name);

function writeSpec(
  name: string,
  change: (spec: Record<string, unknown>) => void = () => undefined,
  input: AnalysisSpecInput = presetInput("hzz-2020"),
): string {
  const spec = structuredClone(input) as unknown as Record<string, unknown>;
  change(spec);
  writeFileSync(inFolder(name), JSON.stringify(spec));
  return inFolder(name);
}

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

describe("hzz", () => {
  it("says its version and explains its commands", async () => {
    expect((await runHzz(["--version"])).stdout).toMatch(/^hzz-edge \d+\.\d+\.\d+, Node v/);
    const help = await runHzz(["help"]);
    expect([help.code, help.stderr]).toEqual([0, ""]);
    for (const command of ["run", "presets", "schema", "inspect"]) expect(help.stdout).toContain(command);
  });

  it("lists and prints presets, and what it prints can be run", async () => {
    expect((await runHzz(["presets"])).stdout).toContain("hzz-2020");
    const printed = await runHzz(["presets", "hzz-2020"]);
    expect(JSON.parse(printed.stdout)).toEqual(presetInput("hzz-2020"));
  });

  it.each([
    ["the output of a command", ["schema"], "stdout", 0],
    ["the output of a command that ends by itself", ["presets", "hzz-2020"], "stdout", 0],
    ["the errors of a command", ["run", "no-such-preset"], "stderr", 2],
  ] as const)("ends in good order where nobody reads %s, as behind head", async (_, args, stream, code) => {
    const { child, ended } = startHzz(args);
    child[stream]!.destroy();
    const result = await ended;
    expect([result.code, result[stream === "stdout" ? "stderr" : "stdout"]]).toEqual([code, ""]);
  });

  it("prints the JSON Schema of a specification", async () => {
    const schema = JSON.parse((await runHzz(["schema"])).stdout) as { properties: object };
    expect(Object.keys(schema.properties)).toContain("histograms");
  });

  const refusals: [string, () => string[], RegExp][] = [
    ["an unknown command", () => ["rum", "hzz-2020"], /rum/],
    ["an unknown option", () => ["run", "hzz-2020", "--miror", "x"], /unknown option --miror; nearest: --mirror/],
    ["a preset that is not there", () => ["run", "hzz-2021"], /hzz-2021.*nearest names: hzz-2020/s],
    [
      "a sample that is not there",
      () => ["run", "hzz-2020", "--samples", "Zeee"],
      /No sample is called "Zeee"; nearest names: Zee/,
    ],
    ["a number of workers that cannot be", () => ["run", "hzz-2020", "--workers", "0"], /--workers/],
    [
      "a file that is not there",
      () => ["run", inFolder("none.json")],
      /none\.json cannot be read: there is no such file/,
    ],
    ["a broker that nobody knows", () => ["run", "hzz-2020", "--broker", "kafka://x"], /kafka/],
    [
      "a place that cannot be written",
      () => ["run", "hzz-2020", "--out", inFolder("no/such/out.json")],
      /--out.*folder does not exist/,
    ],
    [
      "text that is not JSON",
      () => {
        writeFileSync(inFolder("broken.json"), '{\n  "title": "x",,\n}');
        return ["run", inFolder("broken.json")];
      },
      /broken\.json.*line 2/s,
    ],
    [
      "an unknown field",
      () => ["run", writeSpec("field.json", (spec) => (spec["luminosity"] = 10))],
      /luminosity.*luminosityInvFb/s,
    ],
    [
      "a billion bins",
      () => [
        "run",
        writeSpec("bins.json", (spec) => {
          spec["histograms"] = [
            { name: "m4l", expression: "m4l", axis: { type: "regular", bins: 1e9, lower: 0, upper: 1 } },
          ];
        }),
      ],
      /histograms\[0\]\.axis\.bins: expected a number at most 10000, found 1000000000/,
    ],
    [
      "an expression that is none",
      () => [
        "run",
        writeSpec("syntax.json", (spec) => (spec["cuts"] = [{ name: "c", expression: "sum(lep_pt[0:4] > 3" }])),
      ],
      /cuts\[0\]\.expression.*\^/s,
    ],
    [
      "an expression nested 10,000 deep",
      () => [
        "run",
        writeSpec("deep.json", (spec) => {
          spec["cuts"] = [{ name: "c", expression: `${"(".repeat(10_000)}1${")".repeat(10_000)} > 0` }];
        }),
      ],
      /cuts\[0\]\.expression/,
    ],
    [
      "a luminosity beyond all numbers",
      () => ["run", writeSpec("lumi.json", (own) => (own["luminosityInvFb"] = 1e308))],
      /luminosityInvFb: 1000 · 1e\+308 pb⁻¹ is beyond the range/,
    ],
  ];
  it.each(refusals)("refuses %s with exit code 2 and says why", async (_, args, message) => {
    const result = await runHzz(args());
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toMatch(/unforeseen|\n {4}at /);
    expect([result.code, result.stdout]).toEqual([2, ""]);
  });

  it("names settings that are wrong, all of them", async () => {
    const result = await runHzz(["run", "hzz-2020"], { env: { HZZ_MIROR: "x", HZZ_WORKERS: "many" } });
    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(/HZZ_MIROR.*HZZ_MIRROR/s);
    expect(result.stderr).toMatch(/HZZ_WORKERS.*many/s);
  });

  it("names every file that cannot be reached, with the reason, and ends", async () => {
    const port = await closedPort();
    const spec = writeSpec("unreachable.json", (own) => {
      own["release"] = { label: "nowhere", baseUrls: [`http://127.0.0.1:${port}/x/`] };
    });
    const result = await runHzz(["run", spec, "--report", inFolder("unreachable-report.json"), "--quiet"]);
    expect(result.code).toBe(3);
    const report = JSON.parse(readFileSync(inFolder("unreachable-report.json"), "utf8")) as Report;
    expect([report.status, report.missing]).toHaveLength(2);
    expect(report.missing).toHaveLength(12);
    for (const part of report.missing) expect(part.reason).toContain(`http://127.0.0.1:${port}/x/`);
    expect(result.stdout).toMatch(/INCOMPLETE/);
  });

  it("refuses to inspect what is not a ROOT file, with exit code 1", async () => {
    writeFileSync(inFolder("text.root"), "this is not one");
    const result = await runHzz(["inspect", inFolder("text.root")]);
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/Not a ROOT file: it starts with "this"/);
  });

  it("leaves no half-written file behind", () => {
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });
});

describe("hzz on the files at hand", () => {
  const { preset, placeArguments } = filesAtHand;
  const dataSamples = ["data_A", "data_B", "data_C", "data_D"];
  const writeOwn = (name: string, change?: (spec: Record<string, unknown>) => void) =>
    writeSpec(name, change, filesAtHand.input);
  let mirror: string;
  beforeAll(async () => {
    mirror = await filesAtHand.folder();
  });

  it("writes histograms in the UHI schema and a report, and ends with exit code 0 when all is there", async () => {
    const out = inFolder("out.json");
    const report = inFolder("report.json");
    const args = ["run", preset, ...placeArguments, "--samples", "data_*,Zee", "--out", out, "--report", report];
    const result = await runHzz(args);
    expect(result.code).toBe(0);
    const document = JSON.parse(readFileSync(out, "utf8")) as Record<string, unknown>;
    expect(Object.keys(document)).toEqual([
      "m4l/data",
      ...dataSamples.map((name) => `m4l/data/${name}`),
      "m4l/z-ttbar",
      "m4l/z-ttbar/Zee",
    ]);
    const data = document["m4l/data"] as { storage: { type: string; values: number[] }; axes: object[] };
    expect(data.storage.type).toBe("weighted");
    expect(data.storage.values).toHaveLength(36);
    expect(data.axes[0]).toMatchObject({
      type: "regular",
      bins: 34,
      lower: 80,
      upper: 250,
      underflow: true,
      overflow: true,
    });
    const expected = filesAtHand.counted(dataSamples);
    expect([...fromUhi(document["m4l/data"]).sumw]).toEqual(expected.mass);
    const written = JSON.parse(readFileSync(report, "utf8")) as Report;
    expect([written.status, written.missing]).toEqual(["complete", []]);
    expect(written.groups[0]!.cutflow.map((stage) => stage.entries)).toEqual(expected.cutflow);
    expect(result.stdout).toContain("Events / 5 GeV");
    expect(result.stdout).not.toContain("\x1b");
    expect(result.stderr).not.toContain("\x1b");
  });

  it("writes ROOT files and CSV by the ending of the file, the same numbers with 1 and 8 workers", async () => {
    const files = await Promise.all(
      ["one.root", "eight.root", "one.csv"].map(async (name) => {
        const workers = name.startsWith("one") ? "1" : "8";
        const args = ["run", preset, ...placeArguments, "--samples", "data_A", "--workers", workers];
        expect((await runHzz([...args, "--out", inFolder(name)])).code).toBe(0);
        return readFileSync(inFolder(name));
      }),
    );
    const [one = Buffer.of(), eight = Buffer.of(), csv = Buffer.of()] = files;
    soundStructure(one);
    const contents = await Promise.all(
      [one, eight].map(async (bytes) => {
        const found = await (await openWithJsroot(bytes)).readObject("data/data_A/m4l");
        return Array.from(found["fArray"] as Float64Array);
      }),
    );
    const rows = csv
      .toString()
      .split("\r\n")
      .filter((line) => line.startsWith("m4l,data,data_A,"))
      .map((line) => Number(line.split(",")[7]));
    expect(rows.reduce((a, b) => a + b)).toBeGreaterThan(0);
    expect(contents).toEqual([rows, rows]);
  });

  it("takes the mirror from HZZ_MIRROR, and the same bits with 1 and 8 workers", async () => {
    const spec = writeOwn("mirrored.json");
    const outs = await Promise.all(
      ["1", "8"].map(async (workers) => {
        const out = inFolder(`workers-${workers}.json`);
        const args = ["run", spec, "--samples", "ttbar_lep,data_?", "--workers", workers, "--out", out];
        expect((await runHzz(args, { env: { HZZ_MIRROR: mirror } })).code).toBe(0);
        return readFileSync(out, "utf8");
      }),
    );
    expect(outs[0]).toBe(outs[1]);
  });

  it("refuses a branch that is not there with exit code 2 before anything is filled, once, with caret, place and nearest names", async () => {
    const spec = writeOwn("branch.json", (own) => {
      own["cuts"] = [{ name: "c", expression: "lep_pts[0] > 0" }];
    });
    const out = inFolder("branch-out.json");
    const result = await runHzz(["run", spec, "--mirror", mirror, "--samples", "data_*,Zee", "--out", out]);
    expect([result.code, result.stdout]).toEqual([2, ""]);
    expect(result.stderr).toMatch(
      /^hzz: .*branch\.json is refused: cuts\[0\]\.expression: .*"lep_pts"; nearest names: lep_pt, .*\n {2}lep_pts\[0\] > 0\n {2}\^{7}\n {2}\(seen in Data\/data_A\.4lep\.root of the sample data_A, and in 4 other samples\)\n$/,
    );
    expect(readdirSync(folder).filter((name) => name.startsWith("branch-out"))).toEqual([]);
  });

  it("tells a mistake that only a later file shows once for all parts that miss because of it", async () => {
    const [first = "", second = ""] = ["one", "two"].map((name) => `${name}.root`);
    for (const name of [first, second])
      writeFileSync(inFolder(name), readFileSync(join(mirror, "Data/data_D.4lep.root")));
    const spec = writeOwn("later.json", (own) => {
      // Only the first file of a sample is looked at before.
      own["cuts"] = [{ name: "c", expression: "lep_pts[0] > 0" }];
      const groups = own["groups"] as { samples: { name: string; files: string[] }[] }[];
      for (const sample of groups[0]!.samples) sample.files = ["none.root", sample.name === "data_A" ? first : second];
    });
    const result = await runHzz(["run", spec, "--samples", "data_A,data_D", "--quiet"]);
    expect(result.code).toBe(3);
    expect(result.stdout.match(/nearest names: lep_pt/g)).toHaveLength(1);
    expect(result.stdout).toMatch(
      /data_A: the whole file of one\.root\n +data_D: the whole file of two\.root\n +UnknownNameError: /,
    );
  });

  it("reads the other files when one is broken, and says which is missing", async () => {
    const whole = readFileSync(join(mirror, "Data/data_B.4lep.root"));
    writeFileSync(inFolder("broken.root"), whole.subarray(0, whole.length / 2));
    const spec = writeOwn("mixed.json", (own) => {
      const groups = own["groups"] as { samples: { name: string; files: string[] }[] }[];
      groups[0]!.samples.find((sample) => sample.name === "data_B")!.files = ["broken.root"];
    });
    const result = await runHzz([
      "run",
      spec,
      "--mirror",
      mirror,
      "--samples",
      "data_*",
      "--report",
      inFolder("mixed-report.json"),
    ]);
    expect(result.code).toBe(3);
    const report = JSON.parse(readFileSync(inFolder("mixed-report.json"), "utf8")) as Report;
    expect(report.missing.map(({ file, error }) => [file, error])).toEqual([["broken.root", "ShortReadError"]]);
    expect(report.groups[0]!.cutflow[0]!.entries).toBe(filesAtHand.counted(["data_A", "data_C", "data_D"]).cutflow[0]);
  });

  it("inspects a file: trees, branches, baskets, compression", async () => {
    const file = await toyFile("data_D");
    const { code, stdout } = await runHzz(["inspect", file]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/lep_pt\s+vector<float32>\s+\d/);
    const json = JSON.parse((await runHzz(["inspect", file, "--json"])).stdout) as { trees: { entries: number }[] };
    expect(json.trees[0]!.entries).toBe(plannedToy("data_D").entries());
  });
});

describeWithSharedData("hzz on a real file of another kind", () => {
  it("inspects a file: trees, branches, baskets, compression, and texts", async () => {
    const file = sharedPath("atlas-open-data/2025/ODEO_FEB2025_v0_exactly4lep_data15_periodD.exactly4lep.root");
    const { code, stdout } = await runHzz(["inspect", file]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/lep_pt\s+vector<float32>\s+61/);
    expect(stdout).toMatch(/category\s+text\s.*yes/);
    const json = JSON.parse((await runHzz(["inspect", file, "--json"])).stdout) as { trees: { entries: number }[] };
    expect(json.trees[0]!.entries).toBe(3424);
  });
});

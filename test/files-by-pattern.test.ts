import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { analysisIdOf } from "../src/analysis/analysis-id.ts";
import { parseSpec } from "../src/analysis/parse-spec.ts";
import type { AnalysisSpec, AnalysisSpecInput } from "../src/analysis/spec.ts";
import type { Report } from "../src/cli/report.ts";
import { listen } from "../src/http/listen.ts";
import { createFileLister } from "../src/serve/list-files.ts";
import { createTestPlotter } from "./support/plotter-app.ts";
import { spec as fixtureSpec } from "./support/fixture-log.ts";
import { filesAtHand } from "./support/release-or-toy.ts";
import { runHzz } from "./support/run-hzz.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hzz-pattern-"));
  mkdirSync(join(folder, "mirror/Data"), { recursive: true });
  for (const name of ["a", "b", "c"]) writeFileSync(join(folder, `mirror/Data/${name}.root`), "");
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function specWith(sample: { files: string[]; expect?: number }, from: AnalysisSpecInput = fixtureSpec): object {
  const { name, label, color, kind } = from.groups[0]!;
  return { ...from, groups: [{ name, label, color, kind, samples: [{ name: "s", ...sample }] }] };
}

describe("a plotter", () => {
  const fileLister = () => createFileLister({ mirrors: [join(folder, "mirror")], linksOut: false });

  it("writes the files of a pattern out when it accepts, and what the log keeps is what they were then", async () => {
    const plotter = await createTestPlotter({ fileLister });
    const first = await plotter.post(specWith({ files: ["Data/*.root"], expect: 3 }));
    expect(first.status).toBe(202);
    const { id } = (await first.json()) as { id: string };
    const written = parseSpec(specWith({ files: ["Data/a.root", "Data/b.root", "Data/c.root"] }));
    expect(id).toBe(await analysisIdOf(written));
    const kept = (await (await plotter.app.request(`/analyses/${id}/spec`)).json()) as AnalysisSpec;
    expect(kept.groups[0]?.samples[0]).toMatchObject({ files: ["Data/a.root", "Data/b.root", "Data/c.root"] });
    expect(kept.groups[0]?.samples[0]).not.toHaveProperty("expect");
    // The same files in any other form are the same analysis.
    for (const again of [kept, written, specWith({ files: ["**/b.root", "Data/*"] })])
      expect((await plotter.post(again)).status).toBe(200);
    // A file that came later makes another analysis.
    writeFileSync(join(folder, "mirror/Data/d.root"), "");
    const later = (await (await plotter.post(specWith({ files: ["Data/*.root"] }))).json()) as { id: string };
    rmSync(join(folder, "mirror/Data/d.root"));
    expect(later.id).not.toBe(id);
    plotter.stop();
  });

  it.each([
    [{ files: ["Data/*.root"], expect: 4 }, "groups[0].samples[0].expect", "expected 4 files, found 3: Data/a.root"],
    [{ files: ["Date/*.root"] }, "groups[0].samples[0].files[0]", 'no file matches "Date/*.root"'],
    [{ files: ["../*.root"] }, "groups[0].samples[0].files[0]", '(no "..")'],
    [{ files: ["@/etc/passwd"] }, "groups[0].samples[0].files[0]", "a list of names is read by hzz run and hzz submit"],
    [{ files: ["https://data.example/*.root"] }, "groups[0].samples[0].files[0]", "a server cannot be listed"],
  ])("refuses %j by its place", async (sample, path, message) => {
    const plotter = await createTestPlotter({ fileLister });
    const answer = await plotter.post(specWith(sample));
    expect(answer.status).toBe(422);
    const { errors } = (await answer.json()) as { errors: { path: string; message: string }[] };
    expect(errors).toEqual([{ path, message: expect.stringContaining(message) as string }]);
    plotter.stop();
  });

  it("without mirrors says that servers cannot be listed", async () => {
    const plotter = await createTestPlotter({ fileLister: () => createFileLister({ mirrors: [], linksOut: false }) });
    const answer = await plotter.post(specWith({ files: ["Data/*.root"] }));
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain("base URLs are servers, which cannot be listed");
    plotter.stop();
  });
});

describe("hzz submit", () => {
  it("reads a list beside the specification, and leaves patterns in it to the server", async () => {
    const fileLister = () => createFileLister({ mirrors: [join(folder, "mirror")], linksOut: false });
    const plotter = await createTestPlotter({ fileLister });
    const server = await listen((request, env) => plotter.app.fetch(request, env), { host: "127.0.0.1", port: 0 });
    writeFileSync(join(folder, "periods.txt"), "Data/a.root\nData/b*.root\n");
    writeFileSync(join(folder, "sent.json"), JSON.stringify(specWith({ files: ["@periods.txt"], expect: 2 })));
    const { code, stdout, stderr } = await runHzz(["submit", join(folder, "sent.json"), "--url", server.url]);
    expect([code, stderr]).toEqual([0, "Started\n"]);
    const written = parseSpec(specWith({ files: ["Data/a.root", "Data/b.root"] }));
    expect(stdout.split("\n")[0]).toBe(await analysisIdOf(written));
    writeFileSync(join(folder, "sent.json"), JSON.stringify(specWith({ files: ["@periods.txt"], expect: 3 })));
    const refused = await runHzz(["submit", join(folder, "sent.json"), "--url", server.url]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("expected 3 files, found 2: Data/a.root, Data/b.root");
    plotter.stop();
    await server.close(0);
  });
});

describe("hzz run", () => {
  const { input } = filesAtHand;
  const release = () => filesAtHand.folder();

  it("reads the files that match below the mirrors, also behind links, and from a list beside the specification", async () => {
    mkdirSync(join(folder, "links/Data"), { recursive: true });
    const [a, b] = ["Data/data_A.4lep.root", "Data/data_B.4lep.root"] as const;
    for (const name of [a, b]) symlinkSync(join(await release(), name), join(folder, "links", name));
    writeFileSync(join(folder, "names.txt"), "# two periods\nData/data_A*.root\nData/data_B*.root\n");
    const reports: Report[] = [];
    for (const files of [["Data/data_*.root"], ["@names.txt"], [a, b]]) {
      writeFileSync(join(folder, "spec.json"), JSON.stringify(specWith({ files, expect: 2 }, input)));
      const report = join(folder, "report.json");
      const words = [
        "run",
        join(folder, "spec.json"),
        "--mirror",
        join(folder, "links"),
        "--quiet",
        "--report",
        report,
      ];
      const { code, stderr } = await runHzz(words);
      expect([code, stderr]).toEqual([0, ""]);
      reports.push(JSON.parse(readFileSync(report, "utf8")) as Report);
    }
    const [first] = reports;
    for (const { analysis } of reports) expect(analysis).toEqual(first!.analysis);
  });

  it("refuses a count that is not met before anything is read, with exit code 2", async () => {
    const spec = join(folder, "spec3.json");
    writeFileSync(spec, JSON.stringify(specWith({ files: ["Data/data_*.root"], expect: 400 }, input)));
    const { code, stderr } = await runHzz(["run", spec, "--mirror", await release()]);
    expect(code).toBe(2);
    expect(stderr).toContain(`${spec} is refused: groups[0].samples[0].expect: expected 400 files, found `);
  });
});

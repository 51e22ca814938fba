import type { UhiHistogram } from "../src/histogram/uhi.ts";
import { describe, expect, it } from "vitest";
import { createMemorySink } from "../src/rootio/write/byte-sink.ts";
import { soundStructure } from "./support/root-writer/written-file.ts";
import { cutflowToCsv, histogramsToCsv } from "../src/results/to-csv.ts";
import { exportedFile } from "../src/results/exported-file.ts";
import { writeRootResults } from "../src/results/write-root-results.ts";
import { uhiDocumentText } from "../src/results/uhi-document.ts";
import * as fixture from "./support/fixture-log.ts";
import { plans, problemIn, withComplete } from "./support/plotter-answers.ts";
import { createTestPlotter } from "./support/plotter-app.ts";

const exports = [
  ["submission.zip", "application/zip", "hepdata"],
  ["tables.tex", "application/x-tex; charset=utf-8", "latex"],
] as const;
const files = [
  "results.root",
  "results.csv",
  "cutflow.csv",
  "results.json",
  "workspace.json",
  "workspace.hs3.json",
  ...exports.map(([file]) => file),
] as const;

describe("downloads of a complete analysis", () => {
  it("results.root is what the ledger says, as a ROOT file", async () => {
    const { app, book, id } = await withComplete();
    const response = await app.request(`/analyses/${id}/results.root`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/octet-stream");
    expect(response.headers.get("content-disposition")).toBe(`attachment; filename="${id}-results.root"`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    soundStructure(bytes);
    const sink = createMemorySink();
    await writeRootResults(book.opened(id)!.view(), sink, { version: "1.2.3" });
    expect(Buffer.compare(bytes, sink.bytes())).toBe(0);
  });

  it("results.csv, cutflow.csv and results.json are what hzz run would write", async () => {
    const { app, book, id } = await withComplete();
    const view = book.opened(id)!.view();
    for (const [file, type, text] of [
      ["results.csv", "text/csv; charset=utf-8; header=present", histogramsToCsv(view)],
      ["cutflow.csv", "text/csv; charset=utf-8; header=present", cutflowToCsv(view)],
      ["results.json", "application/json; charset=utf-8", uhiDocumentText(view)],
    ] as const) {
      const response = await app.request(`/analyses/${id}/${file}`);
      expect(response.headers.get("content-type")).toBe(type);
      expect(response.headers.get("content-disposition")).toBe(`attachment; filename="${id}-${file}"`);
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      expect(await response.text()).toBe(text);
    }
  });

  it("workspace.json and workspace.hs3.json are the models that hzz export would write", async () => {
    const { app, book, id } = await withComplete();
    const view = book.opened(id)!.view();
    for (const [file, format] of [
      ["workspace.json", "pyhf"],
      ["workspace.hs3.json", "hs3"],
    ] as const) {
      const response = await app.request(`/analyses/${id}/${file}`);
      expect(response.headers.get("content-disposition")).toBe(`attachment; filename="${id}-${file}"`);
      const { content } = await exportedFile(view, format, { version: "1.2.3", missingCount: 0 });
      expect(await response.text()).toBe(content);
    }
  });

  it.each(exports)("%s is what hzz export would write", async (file, type, format) => {
    const { app, book, id } = await withComplete();
    const response = await app.request(`/analyses/${id}/${file}`);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, type]);
    expect(response.headers.get("content-disposition")).toBe(`attachment; filename="${id}-${file}"`);
    const { content } = await exportedFile(book.opened(id)!.view(), format, { version: "1.2.3", missingCount: 0 });
    expect(Buffer.from(await response.arrayBuffer()).equals(Buffer.from(content))).toBe(true);
  });

  it("workspace.json of what has no model is a problem with its reason", async () => {
    const { app, start } = await createTestPlotter();
    const id = await start({ ...fixture.spec, groups: fixture.spec.groups.slice(0, 1) });
    const problem = await problemIn(app.request(`/analyses/${id}/workspace.json`));
    expect([problem.status, problem["detail"]]).toEqual([409, expect.stringContaining("has no simulation")]);
  });

  it.each(files)("%s is not sent again to whom has it", async (file) => {
    const { app, id } = await withComplete();
    const path = `/analyses/${id}/${file}`;
    const etag = (await app.request(path)).headers.get("etag")!;
    const again = await app.request(path, { headers: { "if-none-match": etag } });
    expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
  });

  it.each(files)("%s of an analysis that is not there is a problem", async (file) => {
    const { app } = await createTestPlotter();
    expect((await problemIn(app.request(`/analyses/none/${file}`))).status).toBe(404);
  });
});

describe("downloads of an analysis that is not complete", () => {
  it.each([
    ["results.root", "results-running.root"],
    ["cutflow.csv", "cutflow-running.csv"],
  ])("%s says so in its name, and has another tag when more is in", async (file, name) => {
    const { app, start, happen } = await createTestPlotter();
    const id = await start();
    const first = await app.request(`/analyses/${id}/${file}`);
    expect(first.headers.get("content-disposition")).toBe(`attachment; filename="${id}-${name}"`);
    await happen(id, [plans[0]]);
    expect((await app.request(`/analyses/${id}/${file}`)).headers.get("etag")).not.toBe(first.headers.get("etag"));
  });

  it("a sum that no ROOT file can hold is a problem, and can be had as CSV and JSON", async () => {
    const { app, start, happen } = await createTestPlotter();
    const id = await start();
    const huge = new Float64Array(fixture.layout.length).fill(1.5e308);
    await happen(id, [plans[0], fixture.done(plans[0], 0, huge), fixture.done(plans[0], 1, huge)]);
    const problem = await problemIn(app.request(`/analyses/${id}/results.root`));
    expect(problem).toMatchObject({ status: 409, title: "Beyond what ROOT holds" });
    expect(await (await app.request(`/analyses/${id}/results.csv`)).text()).toContain(",inf,inf,inf,");
    // As in every document of JSON; readers take it for infinity.
    for (const path of ["results.json", "histograms/m"]) {
      const response = await app.request(`/analyses/${id}/${path}`);
      expect(response.status).toBe(200);
      const { storage } = Object.values((await response.json()) as Record<string, UhiHistogram>)[0]!;
      expect(storage.values[1]).toBe(Infinity);
    }
  });
});

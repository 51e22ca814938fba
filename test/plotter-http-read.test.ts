import { describe, expect, it } from "vitest";
import { numericAxisOf } from "../src/histogram/axes.ts";
import { presetInput } from "../src/analysis/presets/presets.ts";
import { fromUhi } from "../src/histogram/uhi.ts";
import {
  type AnalysisDocument,
  type AnalysisSummary,
  analysisDocumentSchema,
} from "../src/protocol/documents/analysis-document.ts";
import { readDocument } from "../src/protocol/documents/document-schema.ts";
import { toAnalysisView } from "../src/protocol/documents/read-analysis-document.ts";
import * as fixture from "./support/fixture-log.ts";
import { plans, problemIn, withComplete } from "./support/plotter-answers.ts";
import { createTestPlotter, fixtureId, specNamed } from "./support/plotter-app.ts";

describe("GET /analyses", () => {
  it("lists the newest first, and no more than asked for", async () => {
    const { app, start } = await createTestPlotter();
    await start();
    const second = await start(specNamed("Second"));
    const list = async (query: string) =>
      ((await (await app.request(`/analyses${query}`)).json()) as { analyses: AnalysisSummary[] }).analyses;
    expect((await list("")).map(({ id }) => id)).toEqual([second, fixtureId]);
    expect((await list("?limit=1")).map(({ id }) => id)).toEqual([second]);
  });

  it.each(["0", "-1", "many", "1001", "1.5"])("refuses the limit %s", async (limit) => {
    const { app } = await createTestPlotter();
    const problem = await problemIn(app.request(`/analyses?limit=${limit}`));
    expect(problem).toMatchObject({ status: 400, errors: [{ path: "?limit" }] });
  });
});

describe("GET /analyses/:id", () => {
  it("is the document of the view, bit by bit", async () => {
    const { app, book, id } = await withComplete();
    const response = await app.request(`/analyses/${id}?samples=true`);
    const document = readDocument(analysisDocumentSchema, await response.json());
    expect(document).toMatchObject({ id, status: "complete", sequence: book.sequenceOf(id), missing: { count: 0 } });
    const view = book.opened(id)!.view();
    const spec = (await (await app.request(`/analyses/${id}/spec`)).json()) as typeof fixture.spec;
    expect(spec).toEqual(fixture.spec);
    expect(fixture.plainView(toAnalysisView(document, spec, document.head.acceptedAt))).toEqual(
      fixture.plainView(view, { identities: false }),
    );
  });

  it("leaves out the histograms of samples unless asked", async () => {
    const { app, id } = await withComplete();
    const document = (await (await app.request(`/analyses/${id}`)).json()) as AnalysisDocument;
    expect(document.groups[0]?.samples[0]).not.toHaveProperty("histograms");
    expect((await problemIn(app.request(`/analyses/${id}?samples=yes`))).status).toBe(400);
  });

  it("answers 304 to whom has it, until something changes", async () => {
    const { app, start, happen } = await createTestPlotter();
    const id = await start();
    const etag = (await app.request(`/analyses/${id}`)).headers.get("etag")!;
    const ask = () => app.request(`/analyses/${id}`, { headers: { "if-none-match": `"other", W/${etag}` } });
    const unchanged = await ask();
    expect(unchanged.status).toBe(304);
    expect(await unchanged.text()).toBe("");
    expect(unchanged.headers.get("etag")).toBe(etag);
    await happen(id, [plans[0]]);
    const changed = await ask();
    expect(changed.status).toBe(200);
    expect(changed.headers.get("etag")).not.toBe(etag);
  });

  it("is the page for a browser, if there is one", async () => {
    const page = { bytes: new TextEncoder().encode("<!doctype html>"), type: "text/html; charset=utf-8", etag: '"p"' };
    const withPage = await createTestPlotter({
      assets: new Map([
        ["index.html", page],
        ["analyses/index.html", page],
      ]),
    });
    const browser = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };
    const id = await withPage.start();
    const html = await withPage.app.request(`/analyses/${id}`, { headers: browser });
    expect(html.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(html.headers.get("vary")).toContain("Accept");
    expect(await html.text()).toBe("<!doctype html>");
    for (const accept of ["*/*", "application/json", "text/html;q=0.5, application/json"]) {
      const answer = await withPage.app.request(`/analyses/${id}`, { headers: { accept } });
      expect(answer.headers.get("content-type")).toContain("application/json");
    }
    const without = await createTestPlotter();
    await without.start();
    expect((await without.app.request(`/analyses/${id}`, { headers: browser })).headers.get("content-type")).toContain(
      "json",
    );
  });

  it.each(["", "/spec", "/events", "/histograms", "/histograms/m", "/cutflow", "/files"])(
    "answers 404 for an unknown id (%s)",
    async (rest) => {
      const { app } = await createTestPlotter();
      expect(await problemIn(app.request(`/analyses/none${rest}`))).toMatchObject({
        status: 404,
        title: "Unknown analysis",
      });
    },
  );
});

describe("results", () => {
  it("of one histogram are UHI histograms by group", async () => {
    const { app, book, id } = await withComplete();
    const answer = (await (await app.request(`/analyses/${id}/histograms/m`)).json()) as Record<string, unknown>;
    expect(Object.keys(answer)).toEqual(["data", "zz"]);
    const group = book.opened(id)!.view().groups[1]!;
    const { sumw, sumw2, axes, metadata } = fromUhi(answer["zz"]);
    expect(sumw).toEqual(group.histograms.get("m")?.sumw);
    expect(sumw2).toEqual(group.histograms.get("m")?.sumw2);
    expect(numericAxisOf({ name: "m", axes }).edges).toEqual(Float64Array.of(0, 1, 2, 3));
    expect(metadata).toMatchObject({ analysis: id, group: "zz", kind: "background", status: "complete" });
  });

  it("come with samples on demand, and all histograms at once", async () => {
    const { app, id } = await withComplete();
    const all = (await (await app.request(`/analyses/${id}/histograms?samples=true`)).json()) as Record<string, object>;
    expect(Object.keys(all)).toEqual(["m", "n"]);
    expect(Object.keys(all["n"]!)).toEqual(["data", "data/run1", "zz", "zz/llll", "zz/eell"]);
  });

  it("of an unknown histogram are a 404 with the nearest names", async () => {
    const { app, id } = await withComplete();
    const problem = await problemIn(app.request(`/analyses/${id}/histograms/mm`));
    expect(problem.detail).toContain("nearest names: m");
  });

  it("hold the cutflow", async () => {
    const { app, id } = await withComplete();
    expect(await (await app.request(`/analyses/${id}/cutflow`)).json()).toMatchObject({
      stages: [{ name: "all" }, { name: "charge", expression: "q == 0" }],
      groups: [
        { name: "data", kind: "data", entries: [4, 4], samples: [{ name: "run1", label: "Run 1", entries: [4, 4] }] },
        { name: "zz", sumw: [2, 2], samples: [{ name: "llll" }, { name: "eell", sumw2: [1, 1] }] },
      ],
    });
  });

  it("say of each file which one was read, and where", async () => {
    const { app, id } = await withComplete();
    const { files } = (await (await app.request(`/analyses/${id}/files`)).json()) as { files: object[] };
    expect(files).toHaveLength(4);
    expect(files[0]).toMatchObject({
      ...{ group: "data", sample: "run1", file: "a.root", source: "mirror/run1/0", uuid: "uuid-run1-0" },
      size: expect.any(Number) as number,
    });
  });

  it("have the tag of the state", async () => {
    const { app, id } = await withComplete();
    for (const path of ["histograms", "histograms/m", "cutflow", "files"]) {
      const etag = (await app.request(`/analyses/${id}/${path}`)).headers.get("etag")!;
      const again = await app.request(`/analyses/${id}/${path}`, { headers: { "if-none-match": etag } });
      expect(again.status).toBe(304);
    }
  });
});

describe("GET /presets", () => {
  it("lists them, and gives each as it is written", async () => {
    const { app } = await createTestPlotter();
    const { presets } = (await (await app.request("/presets")).json()) as {
      presets: { name: string; files: number }[];
    };
    expect(presets[0]).toMatchObject({ name: "hzz-2020", files: 12, release: { label: "ATLAS Open Data 2020, 4lep" } });
    expect(await (await app.request("/presets/hzz-2020")).json()).toEqual(presetInput("hzz-2020"));
    const problem = await problemIn(app.request("/presets/hzz-2021"));
    expect(problem).toMatchObject({ status: 404, detail: expect.stringContaining("hzz-2020") as string });
  });
});

import { describe, expect, it } from "vitest";
import { withIncludes } from "./included-files.ts";

const m4l = { name: "m4l", expression: "mass(sum(lep[0:4]))" };
const lep = { pt: "lep_pt" };

/** Of a specification /a/spec.yaml beside these files. */
function merged(document: object, files: Readonly<Record<string, unknown>>) {
  return withIncludes(document, "/a/spec.yaml", (path) => {
    if (!(path in files)) return Promise.reject(new Error(`no ${path}`));
    return Promise.resolve(files[path]);
  });
}

describe("withIncludes", () => {
  it("leaves a document that includes nothing as it is", async () => {
    const document = { title: "x" };
    expect((await merged(document, {})).document).toBe(document);
  });

  it("puts what is included before what is there, from files beside the one that names them, each once", async () => {
    const own = { name: "own", expression: "m4l + 1" };
    const document = { title: "x", include: ["my/a.yaml", "my/b.json"], define: [own], collections: { jet: lep } };
    const files = {
      "/a/my/a.yaml": { include: ["b.json"], define: [m4l] },
      "/a/my/b.json": { collections: { lep } },
    };
    const { document: found, placeOf } = await merged(document, files);
    expect(found).toEqual({ title: "x", define: [m4l, own], collections: { lep, jet: lep } });
    expect(
      ["define[0].expression", "define[1].name", "collections.lep.pt", "collections.jet", "title"].map(placeOf),
    ).toEqual([
      "my/a.yaml: define[0].expression",
      "define[0].name",
      "my/b.json: collections.lep.pt",
      "collections.jet",
      "title",
    ]);
  });

  it.each<[string, object, Readonly<Record<string, unknown>>, string]>([
    [
      "a circle",
      { include: ["a.yaml"] },
      { "/a/a.yaml": { include: ["b.yaml"] }, "/a/b.yaml": { include: ["a.yaml"] } },
      "in a circle: a.yaml → b.yaml → a.yaml",
    ],
    ["itself", { include: ["spec.yaml"] }, {}, "in a circle: spec.yaml → spec.yaml"],
    [
      "a definition that two files have",
      { include: ["a.yaml", "b.yaml"] },
      { "/a/a.yaml": { define: [m4l] }, "/a/b.yaml": { define: [m4l] } },
      "the definition m4l stands in a.yaml and in b.yaml",
    ],
    [
      "a collection that it has itself",
      { include: ["a.yaml"], collections: { lep } },
      { "/a/a.yaml": { collections: { lep } } },
      "collections.lep stands in a.yaml and in spec.yaml",
    ],
    [
      "another field",
      { include: ["a.yaml"] },
      { "/a/a.yaml": { cuts: [] } },
      'a.yaml has the field "cuts"; expected include',
    ],
    ["what is no object", { include: ["a.yaml"] }, { "/a/a.yaml": [1] }, "a.yaml is no object"],
    ["no list of names", { include: "a.yaml" }, {}, "expected a list of names of files in spec.yaml"],
  ])("refuses %s", async (_, document, files, message) => {
    await expect(merged(document, files)).rejects.toThrow(message);
  });

  it("tells of a file that is not there", async () => {
    await expect(merged({ include: ["none.yaml"] }, {})).rejects.toThrow("no /a/none.yaml");
  });
});

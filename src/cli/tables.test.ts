import { describe, expect, it } from "vitest";
import { renderCutflow } from "./cutflow-table.ts";
import { fixtureView, incompleteView } from "../../test/support/fixture-view.ts";
import { renderInspection } from "./inspect-render.ts";
import { renderMissing } from "./missing-list.ts";
import { renderTable } from "./table.ts";
import { renderYields } from "./yields-table.ts";

/** The text between the lines of a template, without its indentation. */
function lines(text: string): string {
  return text.slice(1, text.lastIndexOf("\n")).replaceAll(/^ {6}/gm, "");
}

describe("renderTable", () => {
  it("aligns by what is seen, puts decimal points below each other and leaves no space at the ends", () => {
    const columns = [
      { header: "name", align: "left" },
      { header: "n", align: "right" },
      { header: "x", align: "decimal" },
    ] as const;
    expect(renderTable(columns, [["tt̄", "10", "1.25"], "line", ["a", "9", "100"], ["b"]])).toBe(
      lines(`
      name   n       x
      ────────────────
      tt̄    10    1.25
      ────────────────
      a      9  100
      b
      `),
    );
  });
});

describe("renderYields", () => {
  it("shows entries, events that passed, yields and yields in range", () => {
    expect(renderYields(fixtureView())).toBe(
      lines(`
      sample      entries  passed  yield  ± stat  80 ≤ mass < 100 GeV  ± stat
      ───────────────────────────────────────────────────────────────────────
      data             40      20  20                           16
      zz               60      30   8.5   ± 1.6                  8.0   ± 1.6
        llll           52      26   6.5   ± 1.3                  6.0   ± 1.2
        eell            8       4   2.0   ± 1.0                  2.0   ± 1.0
      signal           80      40   4.00  ± 0.63                 4.00  ± 0.63
      ───────────────────────────────────────────────────────────────────────
      simulation      140      70  12.5   ± 1.7                 12.0   ± 1.7
      `),
    );
  });
});

describe("tables of an incomplete analysis", () => {
  it("mark what is not whole", () => {
    const yields = renderYields(incompleteView());
    expect(yields).toMatch(/^data  .*\nzz \*  .*\n  llll \*  .*\n  eell  .*\nsignal \*  .*\n─+\nsimulation \*  /m);
    expect(yields).toMatch(/\n\* incomplete: a part of it is missing$/);
    const cutflow = renderCutflow(incompleteView());
    expect(cutflow).toMatch(/^zz \(all\) \*  /m);
    expect(cutflow).toMatch(/^signal: ggH \*  /m);
    expect(cutflow).toMatch(/\n\* incomplete: a part of it is missing$/);
  });
});

describe("renderCutflow", () => {
  it("shows every cut of every group and sample, data without weights", () => {
    expect(renderCutflow(fixtureView())).toBe(
      lines(`
      sample       cut     events  of all     Σw  ± stat
      ──────────────────────────────────────────────────
      data: run1   all         40  100.0%
                   charge      20   50.0%
      ──────────────────────────────────────────────────
      zz (all)     all         60  100.0%  17.0   ± 2.3
                   charge      30   50.0%   8.5   ± 1.6
        llll       all         52  100.0%  13.0   ± 1.8
                   charge      26   50.0%   6.5   ± 1.3
        eell       all          8  100.0%   4.0   ± 1.4
                   charge       4   50.0%   2.0   ± 1.0
      ──────────────────────────────────────────────────
      signal: ggH  all         80  100.0%   8.00  ± 0.89
                   charge      40   50.0%   4.00  ± 0.63
      `),
    );
  });
});

describe("renderMissing", () => {
  it("names each part and its reason, and says nothing of a complete analysis", () => {
    expect(renderMissing(fixtureView())).toBe("");
    expect(renderMissing(incompleteView())).toBe(
      lines(`
      Missing (2):
        llll: the whole file of l.root
          SourceUnavailableError after 3 attempts: no answer from example.org (file l.root)
        ggH: entries [20, 40) of h.root
          has not come yet
      `),
    );
  });

  it("puts parts with the same reason together, but for the names of file and sample, wherever they stand", () => {
    const failed = (sample: string, file: string) => {
      const message = `There is no branch "x"\n  x\n  ^ (sample ${sample}, file /data/${file}, tree mini)`;
      return { sample, file, failure: { name: "UnknownNameError", message, retry: "never" as const, attempts: 1 } };
    };
    const missing = [failed("s", "a.root"), { sample: "s", file: "b.root" }, failed("t", "c.root")];
    expect(renderMissing(fixtureView({ missing }))).toBe(
      lines(`
      Missing (3):
        s: the whole file of a.root
        t: the whole file of c.root
          UnknownNameError: There is no branch "x"
            x
            ^ (sample …, file /data/…, tree mini)
        s: the whole file of b.root
          has not come yet
      `),
    );
  });

  it("puts neighbours with the same reason together", () => {
    const failure = (file: string) => ({
      name: "NoCandidateError",
      message: `no place:\n  - https://x.org/${file}: unreachable`,
      retry: "later" as const,
      attempts: 1,
    });
    const missing = ["a.root", "MC/b.root"].map((file) => ({ sample: "s", file, failure: failure(file) }));
    expect(renderMissing(fixtureView({ missing }))).toBe(
      lines(`
      Missing (2):
        s: the whole file of a.root
        s: the whole file of MC/b.root
          NoCandidateError: no place:
            - https://x.org/…: unreachable
      `),
    );
  });

  it("says how many it leaves out, and shows control characters instead of obeying them", () => {
    const part = { sample: "s", file: "\x1b[2J.root" };
    expect(renderMissing(fixtureView({ missing: [part, part] }), { most: 1, count: 3, hint: "; look there" })).toBe(
      lines(`
      Missing (3):
        s: the whole file of \\x1b[2J.root
          has not come yet
        and 2 more; look there
      `),
    );
  });
});

describe("renderInspection", () => {
  const branch = { baskets: 2, compressedBytes: 500, uncompressedBytes: 1234, compression: "ZLIB 1" };
  const file = {
    file: "a.root",
    size: 25_826,
    uuid: "0-1",
    version: "6.18/04",
    unreadable: [],
    histograms: [],
    others: [],
  };

  it("shows each branch, and why one cannot be read", () => {
    const branches = [
      { ...branch, name: "lep_pt", type: "vector<float>", embeddedBaskets: 1, readable: true as const },
      { ...branch, name: "category", type: "string", embeddedBaskets: 0, readable: { reason: "text is not read" } },
    ];
    const tree = { name: "mini", title: "4-tuple", entries: 39, partitionEdges: [0, 39], branches };
    expect(renderInspection({ ...file, trees: [tree] })).toBe(
      lines(`
      a.root
      25.8 kB, ROOT 6.18/04, uuid 0-1

      tree mini "4-tuple": 39 entries, 2 branches, 1 not readable

      branch    type           baskets  embedded  bytes  unpacked  compression  readable
      ──────────────────────────────────────────────────────────────────────────────────────────────
      lep_pt    vector<float>        2         1  500 B    1.2 kB  ZLIB 1       yes
      category  string               2            500 B    1.2 kB  ZLIB 1       no: text is not read
      `),
    );
  });

  it("says when there is no tree", () => {
    expect(renderInspection({ ...file, trees: [] })).toMatch(/no tree in this file$/);
  });
});

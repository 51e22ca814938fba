import { describe, expect, it } from "vitest";
import { resultsInput, resultsView } from "../../test/support/results-view.ts";
import { cutflowToCsv, histogramsToCsv, lineOf } from "./to-csv.ts";

function rowsOf(csv: string): Record<string, string>[] {
  const [header = [], ...lines] = csv.split("\r\n").map((line) => line.split(","));
  expect(lines.pop()).toEqual([""]);
  return lines.map((cells) => {
    expect(cells).toHaveLength(header.length);
    return Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ""]));
  });
}

const view = await resultsView();

describe("histograms as CSV", () => {
  const rows = rowsOf(histogramsToCsv(view));

  it("hold every number of every group and sample, exactly", () => {
    let next = 0;
    for (const { name } of view.histograms)
      for (const group of view.groups)
        for (const [sample, sums] of [["", group], ...group.samples.map((own) => [own.name, own] as const)] as const) {
          const { entries, sumw, sumw2 } = sums.histograms.get(name)!;
          for (let bin = 0; bin < sumw.length; bin++) {
            const row = rows[next++]!;
            expect([row["histogram"], row["group"], row["sample"], row["bin"], row["complete"]]).toEqual([
              ...[name, group.name, sample, String(bin), "true"],
            ]);
            expect([Number(row["entries"]), Number(row["sumw"])]).toEqual([entries[bin], sumw[bin]]);
            expect(Number(row["error"])).toBe(Math.sqrt(sumw2[bin]!));
          }
        }
    expect(rows).toHaveLength(next);
  });

  it("have edges that meet, and flow bins that are open", () => {
    const ofRun = rows.filter(({ histogram, sample }) => histogram === "n" && sample === "run1");
    expect(ofRun.map(({ lower, upper }) => `${lower} ${upper}`)).toEqual(["-inf 0", "0 1", "1 2", "2 10", "10 inf"]);
  });

  it("say which samples are not complete", async () => {
    const rowsOfPart = rowsOf(histogramsToCsv(await resultsView(resultsInput, 1)));
    const incomplete = rowsOfPart.filter(({ complete }) => complete === "false");
    expect(new Set(incomplete.map(({ group, sample }) => `${group}/${sample}`))).toEqual(
      new Set(["z-ttbar/", "z-ttbar/ttbar"]),
    );
  });
});

describe("the cutflow as CSV", () => {
  it("holds every stage of every group and sample, exactly", () => {
    const rows = rowsOf(cutflowToCsv(view));
    const expected = view.groups.flatMap((group) =>
      [["", group] as const, ...group.samples.map((sample) => [sample.name, sample] as const)].flatMap(
        ([sample, sums]) =>
          sums.cutflow.map(({ name, entries, sumw, sumw2 }) => ({
            group: group.name,
            sample,
            cut: name,
            entries: String(entries),
            sumw: String(sumw),
            error: String(Math.sqrt(sumw2)),
            complete: "true",
          })),
      ),
    );
    expect(rows).toEqual(expected);
    expect(rows.slice(0, 3).map(({ cut }) => cut)).toEqual(["all", "charge", "type"]);
  });
});

describe("a line of CSV", () => {
  it("quotes what would be taken for another cell or line, and doubles quotes", () => {
    expect(lineOf(["a", 'say "b"', "c,d", "e\nf", -0.1, 1e300, Infinity, -Infinity, true])).toBe(
      'a,"say ""b""","c,d","e\nf",-0.1,1e+300,inf,-inf,true\r\n',
    );
  });
});

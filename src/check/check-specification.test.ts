import { describe, expect, it } from "vitest";
import { SilentServers } from "../rootio/source/silent-servers.ts";
import { misspelt, toyToCheck } from "../../test/support/toy-checks.ts";
import { checkSpecification, type SpecificationCheckOptions } from "./check-specification.ts";

const options: SpecificationCheckOptions = {
  ...{ mirrors: [], atOnce: 4, filesTried: 1, silent: new SilentServers() },
  signal: new AbortController().signal,
};

describe("checkSpecification", () => {
  it("tells types, stages and sums of what is right", async () => {
    const found = await checkSpecification(toyToCheck(), options);
    expect([found.problems, found.unseen]).toEqual([[], []]);
    const typeOf = (field: string) => found.expressions.find((each) => each.field === field)?.type;
    expect(typeOf("collections.lep.pt")).toBe("a list of numbers");
    expect(typeOf("cuts[0].expression")).toBe("a bool");
    expect(found.expressions.find(({ name, field }) => name === "m4l" && field.startsWith("define"))).toEqual({
      field: "define[1].expression",
      name: "m4l",
      expression: "mass(sum(lep[0:4]))",
      type: "a number",
    });
    // Data are not weighted, so that they have stages of their own.
    expect(found.reads.map(({ samples }) => samples.length)).toEqual([4, 8]);
    const [data, simulation] = found.reads.map(({ stages }) =>
      stages.map(({ branches, cuts, fills }) => [branches.map(({ name }) => name), cuts, fills]),
    );
    const later = [
      [["lep_type"], ["type"], false],
      [["lep_pt", "lep_phi", "lep_eta", "lep_E"], [], true],
    ];
    expect(data).toEqual([[["lep_charge"], ["charge"], false], ...later]);
    expect(simulation!.slice(1)).toEqual(later);
    expect(simulation![0]![0]).toEqual(expect.arrayContaining(["mcWeight", "lep_charge"]));
    expect(found.reads[0]!.stages[0]!.branches).toEqual([{ name: "lep_charge", type: "vector<int32>" }]);
    // 34 bins, two beyond them, three lines of the cutflow; three numbers each.
    expect(found.sums).toMatchObject({ numbers: 3 * (34 + 2 + 3), messageBytes: 8 * 3 * (34 + 2 + 3) });
  });

  it("tells every mistake once, with the file where it was seen first, and the types of what is right", async () => {
    const histograms = ["lep_pts[0]", "lep_charge[0] > 0"].map((expression, i) => ({
      ...{ name: `h${i}`, title: "", expression },
      axis: { type: "regular" as const, bins: 2, lower: 0, upper: 1 },
    }));
    const found = await checkSpecification(toyToCheck({ ...misspelt, histograms }), options);
    expect(found.problems.map(({ path }) => path)).toEqual([
      "cuts[0].expression",
      "histograms[0].expression",
      "histograms[1].expression",
    ]);
    expect(found.problems[0]!.message).toBe(
      'There is no branch, defined name or collection "lep_pts"; nearest names: lep_pt, lep_eta, lep_phi\n' +
        "  lep_pts[0] > 0\n  ^^^^^^^\n" +
        `  (seen in ${toyToCheck().spec.groups[0]!.samples[0]!.files[0]!} of the sample data_A, and in 11 other samples)`,
    );
    expect(found.expressions.map(({ field }) => field)).toContain("define[1].expression");
    expect(found.reads).toEqual([]);
  });

  it("says of which samples nothing is known, and why", async () => {
    const pinned = toyToCheck({ files: ["none.root"], groups: undefined } as never);
    const found = await checkSpecification(pinned, options);
    expect(found.problems).toEqual([]);
    expect(found.unseen).toEqual([{ sample: "data", reason: expect.stringMatching(/no place to look/) as string }]);
  });

  it("tells of a tree that no file has, and not of one that only some lack", async () => {
    const found = await checkSpecification(toyToCheck({ tree: "minni" }), options);
    expect(found.problems).toEqual([{ path: "tree", message: expect.stringMatching(/minni.*mini/s) as string }]);
  });

  it("names corrections without which nothing can be checked", async () => {
    const corrections = { sf: { file: "sf.json", name: "sf", sha256: "0".repeat(64) } };
    const found = await checkSpecification(toyToCheck({ corrections }), options);
    expect(found.problems.map(({ path }) => path)).toEqual(["corrections.sf.file"]);
    expect(found.unseen).toHaveLength(12);
  });

  it("leaves out what is read where that takes too long", async () => {
    const found = await checkSpecification(toyToCheck(), { ...options, mostPlanMs: -1 });
    expect([found.problems, found.reads]).toEqual([[], []]);
    expect(found.expressions.length).toBeGreaterThan(3);
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readColumns } from "../../test/support/read-columns.ts";
import { describeWithSharedData, sharedPath } from "../../test/support/shared-data.ts";
import {
  compared,
  comparedBranches,
  distanceOf,
  type Distribution,
  summaryOf,
} from "../../test/support/toy-comparison.ts";
import { openRootFile } from "../rootio/root-file.ts";
import { openSource } from "../rootio/source/open-source.ts";
import { toyPlan } from "./toy-plan.ts";

const samples = ["Zee", "Zmumu", "ttbar_lep"] as const;
type Name = (typeof samples)[number];

const toyFileOf = (sample: string) =>
  toyPlan({ version: 2, seed: 2, scale: 0.4 }).files.find((file) => file.sample === sample)!;
const toy = (sample: string) => compared(Array.from(toyFileOf(sample).chunks(), ({ columns }) => columns));

/** The table in docs/toy.md: for each quantity and sample the release, version 1, version 2 and its distance. */
function table(): ReadonlyMap<string, Readonly<Record<Name, readonly number[]>>> {
  const text = readFileSync(join(import.meta.dirname, "../../docs/toy.md"), "utf8");
  const rows = [...text.matchAll(/^\| (.+?) +((?:\| [-\d., /]+){3})\|$/gm)].map(([, name, cells]) => {
    const numbers = cells!
      .split("|")
      .slice(1)
      .map((cell) => cell.split("/").map(Number));
    return [name!, Object.fromEntries(samples.map((sample, i) => [sample, numbers[i]!]))] as const;
  });
  return new Map(rows as unknown as [string, Record<Name, readonly number[]>][]);
}

/** Beside 5 % for medians and 3 percentage points for shares: what some thousand events of the toy may be off. */
function expectNear(kind: Distribution["kind"], found: number, wanted: number, what: string): void {
  if (kind === "median") expect(Math.abs(found / wanted - 1), what).toBeLessThan(what.includes("η") ? 0.25 : 0.09);
  else expect(Math.abs(found - wanted), what).toBeLessThan(0.06);
}

describe.each(samples)("the toy's %s", (sample) => {
  it("is near the release, as docs/toy.md has it, in every quantity that lessons cut on", () => {
    const rows = table();
    for (const [name, distribution] of toy(sample))
      expectNear(distribution.kind, summaryOf(distribution), rows.get(name)![sample][0]!, `${sample}: ${name}`);
  });
});

describeWithSharedData("the release", () => {
  it.each([
    ["Zee", "361106.Zee"],
    ["Zmumu", "361107.Zmumu"],
    ["ttbar_lep", "410000.ttbar_lep"],
  ] as const)("has in %s the numbers of the table", async (sample, file) => {
    await using source = await openSource(sharedPath(`atlas-open-data/2020/MC/mc_${file}.4lep.root`));
    const tree = await (await openRootFile(source)).openTree("mini");
    const release = compared([await readColumns(tree, comparedBranches)]);
    const ours = toy(sample);
    const old = compared(
      Array.from(
        toyPlan({ version: 1, seed: 2, scale: 0.4 })
          .files.find((other) => other.sample === sample)!
          .chunks(),
        ({ columns }) => columns,
      ),
    );
    const rows = table();
    for (const [name, distribution] of release) {
      if (process.env["TOY_TABLE"]) {
        const digits = distribution.kind === "share" ? 3 : name.startsWith("pT") ? 1 : 2;
        const text = [distribution, old.get(name)!, ours.get(name)!].map((d) => summaryOf(d).toFixed(digits));
        process.stdout.write(
          `ROW|${name}|${sample}|${text.join(" / ")} / ${distanceOf(distribution, ours.get(name)!).toFixed(2)}\n`,
        );
        continue;
      }
      const digits = distribution.kind === "share" ? 0.0006 : 0.06;
      expect(Math.abs(summaryOf(distribution) - rows.get(name)![sample][0]!), name).toBeLessThan(digits);
      if (distribution.kind === "median") expect(distanceOf(distribution, ours.get(name)!), name).toBeLessThan(0.16);
    }
  });
});

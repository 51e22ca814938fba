import { describe, expect, it } from "vitest";
import { parseSpec } from "../../analysis/parse-spec.ts";
import { presetByName, presetInput } from "../../analysis/presets/presets.ts";
import { selectSamples } from "../../analysis/select-samples.ts";
import { assign, completeSamples, nameOf, neededFiles, withFiles } from "./assign-files.ts";

const spec = presetInput("hzz-2020");
const needed = neededFiles(spec);
const none = new Map<string, string>();
const names = needed.map(({ path }) => nameOf(path));

describe("files that were picked", () => {
  it("stand for the files of a preset that have their names", () => {
    const assignment = assign(needed, new Set(names), none);
    expect(assignment.size).toBe(12);
    expect(parseSpec(withFiles(spec, assignment))).toEqual(presetByName("hzz-2020"));
  });

  it("make the same analysis as the command line, where some are missing", () => {
    const assignment = assign(needed, new Set(names.slice(0, 3)), none);
    const samples = completeSamples(needed, assignment);
    expect(samples).toEqual(needed.slice(0, 3).map(({ sample }) => sample));
    expect(parseSpec(withFiles(spec, assignment))).toEqual(selectSamples(presetByName("hzz-2020"), samples));
  });

  it("stand for others by choice, and for none by choice", () => {
    const [first, second] = needed;
    const chosen = new Map([
      [first!.path, "mine.root"],
      [second!.path, ""],
    ]);
    const assignment = assign(needed, new Set([...names, "mine.root"]), chosen);
    const made = neededFiles(withFiles(spec, assignment));
    expect(made.map(({ path }) => path)).toEqual(["mine.root", ...needed.slice(2).map(({ path }) => path)]);
  });

  it("leave a sample out of which one file is missing", () => {
    const twice = {
      ...spec,
      groups: [
        {
          ...spec.groups[0]!,
          samples: [
            { name: "both", files: ["a/1.root", "a/2.root"] },
            { name: "one", files: ["3.root"] },
          ],
        },
      ],
    };
    const files = neededFiles(twice);
    expect(completeSamples(files, assign(files, new Set(["1.root", "3.root"]), none))).toEqual(["one"]);
    expect(completeSamples(files, assign(files, new Set(["1.root", "2.root"]), none))).toEqual(["both"]);
  });
});

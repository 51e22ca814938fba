import { describe, expect, it } from "vitest";
import { aboutColumn, complete, completionsAt, type Known } from "./completions.ts";

const known: Known[] = ["lep_pt", "lep_eta", "lep_n", "met_pt", "trigE"].map((name) => ({ name, about: "" }));
const names = (text: string, caret = text.length) => completionsAt(text, caret, known).map(({ name }) => name);

describe("completions of a name", () => {
  it("begin with the word at the caret, and then hold it", () => {
    expect(names("lep_n == 4 && LEP")).toEqual(["lep_pt", "lep_eta", "lep_n"]);
    expect(names("pt")).toEqual(["lep_pt", "met_pt"]);
    expect(names("le > 5", 2)).toEqual(["lep_pt", "lep_eta", "lep_n"]);
  });

  it.each(["", "lep_pt[0] > 5", "lep_pt", "unknown", "12"])("are none at the end of %j", (text) => {
    expect(names(text)).toEqual([]);
  });

  it("take the place of the word, and leave the caret behind it", () => {
    expect(complete("a && le_ > 5", 7, "lep_pt")).toEqual({ text: "a && lep_pt > 5", caret: 11 });
  });

  it("tell type and range", () => {
    expect(aboutColumn({ type: "float32[]", lowest: 7012.3, highest: 201_234 })).toBe("float32[], 7010 … 201000");
    expect(aboutColumn({ type: "bool" })).toBe("bool");
  });
});

import { describe, expect, it } from "vitest";
import { commands } from "./command-table.ts";
import { renderHelp } from "./help.ts";

describe("renderHelp", () => {
  it("lists all commands", () => {
    for (const { name, summary } of commands)
      expect(renderHelp()).toMatch(new RegExp(`^  hzz ${name}.*${summary}$`, "m"));
  });

  it("explains every option of a command", () => {
    for (const { name, options } of commands)
      for (const option of options) expect(renderHelp(name)).toMatch(new RegExp(`^  --${option.name}\\b`, "m"));
  });

  it("says the whole text of inspect", () => {
    expect(renderHelp("inspect")).toBe(
      [
        "hzz inspect <file or URL> [options]",
        "",
        "show what is in a ROOT file, and whether it can be read",
        "",
        "  --tree NAME      only this tree",
        "  --json           as JSON",
        "  --no-color       no colours, as with NO_COLOR in the environment",
        "",
        "Example:",
        "  hzz inspect data_A.4lep.root --tree mini",
      ].join("\n"),
    );
  });

  it("refuses a command that does not exist", () => {
    expect(() => renderHelp("schem")).toThrow('There is no command "schem"; nearest: schema');
  });
});

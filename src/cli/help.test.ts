import { describe, expect, it } from "vitest";
import { commands } from "./commands.ts";
import { optionsOf, renderHelp } from "./help.ts";

describe("renderHelp", () => {
  it("lists all commands", () => {
    const list = renderHelp(commands).replaceAll(/\n {3,}/g, " ");
    for (const { name, summary } of commands) expect(list).toMatch(new RegExp(`^  hzz ${name}.*${summary}$`, "m"));
  });

  it("explains every option of a command", () => {
    for (const command of commands)
      for (const option of optionsOf(command))
        expect(renderHelp(commands, command.name)).toMatch(new RegExp(`^  --${option.name}\\b`, "m"));
  });

  it("fits into 80 columns, but for examples that are longer", () => {
    const texts = [renderHelp(commands), ...commands.map(({ name }) => renderHelp(commands, name))];
    const lines = texts.flatMap((text) => text.split(/\n\nExample/)[0]!.split("\n"));
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it("says the whole text of inspect", () => {
    expect(renderHelp(commands, "inspect")).toBe(
      [
        "hzz inspect <file or URL> [options]",
        "",
        "show what is in a ROOT file, and whether it can be read",
        "",
        "  --tree NAME      only this tree",
        "  --read           read every branch to its end: number of values, sum, minimum,",
        "                   maximum, sha256",
        "  --draw NAME      draw this histogram",
        "  --json           print JSON",
        "  --quiet          show no progress",
        "  --no-color       use no colours, as with NO_COLOR in the environment",
        "",
        "Says of each branch whether it can be read; its first entry is read for that.",
        "With --read everything is read.",
        "",
        "Exit code: 0; 3 if something cannot be read that should be: a tree or, with",
        "--read, a branch, then with file, branch, entries and reason; 1 if the file",
        "cannot.",
        "",
        "Examples:",
        "  hzz inspect data_A.4lep.root --tree mini",
        "  hzz inspect data_A.4lep.root --read --json",
        "  hzz inspect results.root --draw m4l",
      ].join("\n"),
    );
  });

  it("refuses a command that does not exist", () => {
    expect(() => renderHelp(commands, "schem")).toThrow('There is no command "schem"; nearest: schema');
  });
});

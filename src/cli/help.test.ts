import { describe, expect, it } from "vitest";
import { parseCommandLine } from "./args.ts";
import { commands } from "./commands.ts";
import { optionsOf, renderHelp } from "./help.ts";
import { scan } from "./scan-command.ts";

/** As a shell makes words of a line, up to where its output goes. */
function wordsOf(line: string): string[] {
  const [command = ""] = line.split(" > ");
  return Array.from(command.matchAll(/'([^']*)'|(\S+)/g), ([, quoted, plain]) => quoted ?? plain ?? "");
}

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

  it("fits into 80 columns", () => {
    const texts = [renderHelp(commands), ...commands.map(({ name }) => renderHelp(commands, name))];
    expect(texts.flatMap((text) => text.split("\n")).filter((line) => line.length > 80)).toEqual([]);
  });

  const examples = commands.flatMap(({ name, examples = [] }) => examples.map((line) => [name, line] as const));

  it.each(examples)("has an example of %s that the command line takes: %s", (_, line) => {
    const words = wordsOf(line);
    expect(words.shift()).toBe("hzz");
    expect(commands).toContain(parseCommandLine(words, commands).command);
  });

  it("has examples of every command that takes something", () => {
    const without = commands.filter(
      ({ examples = [], parameters }) => examples.length === 0 && Object.keys(parameters).length > 0,
    );
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  it("breaks long examples so that a shell still takes them as one line", () => {
    const text = renderHelp(commands, "scan");
    const [, long = ""] = /\n( {2}hzz scan https[^]*)$/.exec(text) ?? [];
    const joined = long.replaceAll(/ \\\n +/g, " ").trim();
    expect(long).toContain(" \\\n      ");
    expect(scan.examples).toContain(joined);
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

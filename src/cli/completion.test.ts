import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { presetNames } from "../analysis/presets/presets.ts";
import { parseCommandLine } from "./args.ts";
import { commands } from "./commands.ts";
import { completionScripts } from "./completion-scripts.ts";
import { offeredCommands } from "./completion-words.ts";
import { optionsOf } from "./help.ts";

const offered = offeredCommands(commands);
const [bash, zsh, fish] = [
  completionScripts.bash(offered),
  completionScripts.zsh(offered),
  completionScripts.fish(offered),
];

/** What a real bash offers for the last of these words, in a folder with one file. */
function completed(...words: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), "hzz-completion-"));
  try {
    writeFileSync(join(folder, "my-analysis.json"), "{}");
    const typed = words.map((word) => `'${word}'`).join(" ");
    const line = `COMP_WORDS=(hzz ${typed}); COMP_CWORD=${words.length}; _hzz; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const text = execFileSync("bash", ["--norc", "-c", `set -u\n${bash}\n${line}`], { cwd: folder, encoding: "utf8" });
    return text.split("\n").filter((word) => word !== "");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("completion in bash", () => {
  it("offers the commands", () => {
    expect(completed("")).toEqual(commands.map(({ name }) => name));
    expect(completed("s")).toEqual(["submit", "show", "site", "schema", "scan"]);
  });

  it.each(commands)("offers the options of $name", (command) => {
    const names = optionsOf(command).map(({ name }) => `--${name}`);
    expect(completed(command.name, "--")).toEqual(["--help", ...names]);
  });

  it("offers presets, files and words where a command takes them", () => {
    expect(completed("run", "")).toEqual([...presetNames(), "my-analysis.json"]);
    expect(completed("up", "--start", "hzz-2")).toEqual(presetNames().filter((name) => name.startsWith("hzz-2")));
    expect(completed("run", "hzz-toy", "--out", "my")).toEqual(["my-analysis.json"]);
    expect(completed("dead", "")).toEqual(["list", "show", "redrive"]);
    expect(completed("help", "wa")).toEqual(["watch"]);
    expect(completed("completion", "")).toEqual(["bash", "zsh", "fish"]);
    expect([completed("watch", ""), completed("run", "hzz-toy", "--workers", ""), completed("nothing", "")]).toEqual([
      [],
      [],
      [],
    ]);
  });
});

describe("completion in zsh and fish", () => {
  it("is a script of zsh in words that bash reads too", () => {
    execFileSync("bash", ["-n"], { input: zsh });
    for (const command of offered) for (const { name } of command.options) expect(zsh).toContain(`'*--${name}[`);
  });

  it("has a line of fish for each command and option, with every quote closed", () => {
    const lines = fish.split("\n").slice(1);
    expect(lines).toHaveLength(offered.reduce((sum, { options }) => sum + 2 + options.length, 0));
    for (const line of lines)
      expect(line).toMatch(/^complete -c hzz( (-[a-zA-Z]+|[a-z-]+|__fish_use_subcommand|'([^'\\]|\\.)*'))+$/);
  });
});

it("refuses another shell", () => {
  expect(() => parseCommandLine(["completion", "csh"], commands)).toThrow('expected bash, zsh, fish, found "csh"');
});

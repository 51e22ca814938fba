import { inspectFile } from "../rootio/inspect.ts";
import { openRootFile } from "../rootio/root-file.ts";
import { openSource } from "../rootio/source/open-source.ts";
import { loadConfig } from "../serve/load-config.ts";
import { defineCommand, operand, option } from "./command.ts";
import { wantsColor } from "./ansi.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { renderInspection } from "./inspect-render.ts";
import { json, noColor } from "./shared-options.ts";

export const inspect = defineCommand({
  name: "inspect",
  summary: "show what is in a ROOT file, and whether it can be read",
  parameters: { file: operand("file or URL"), tree: option("tree", "NAME", "only this tree"), json, noColor },
  details: ["Example:\n  hzz inspect data_A.4lep.root --tree mini"],
  async run(command, program): Promise<ExitCode> {
    const { http, reading } = loadConfig(program.env, {});
    await using source = await openSource(command.file, http);
    const inspection = await inspectFile(await openRootFile(source, reading), command.tree);
    const color = wantsColor(program.stdout, program.env, command.noColor);
    const text = command.json ? JSON.stringify(inspection, null, 2) : renderInspection(inspection, color);
    program.stdout.write(`${text.trimEnd()}\n`);
    return exitCodes.complete;
  },
});

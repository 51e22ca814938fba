import { inspectFile } from "../rootio/inspect.ts";
import { openRootFile } from "../rootio/root-file.ts";
import { openSource } from "../rootio/source/open-source.ts";
import { loadConfig } from "../serve/load-config.ts";
import type { InspectCommand } from "./cli-command.ts";
import { wantsColor } from "./ansi.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { renderInspection } from "./inspect-render.ts";
import type { Program } from "./program.ts";

/** `hzz inspect`: what is in a ROOT file, here or on a server. */
export async function inspectCommand(command: InspectCommand, program: Program): Promise<ExitCode> {
  const { http } = loadConfig(program.env, {});
  await using source = await openSource(command.file, http);
  const inspection = await inspectFile(await openRootFile(source), command.tree);
  const color = wantsColor(program.stdout, program.env, command.noColor);
  const text = command.json ? JSON.stringify(inspection, null, 2) : renderInspection(inspection, color);
  program.stdout.write(`${text.trimEnd()}\n`);
  return exitCodes.complete;
}

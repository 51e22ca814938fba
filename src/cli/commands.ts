import { presetByName, presetInput, presetNames } from "../analysis/presets/presets.ts";
import { specJsonSchema } from "../analysis/spec-schema.ts";
import { cancel } from "./cancel-command.ts";
import { check } from "./check-command.ts";
import { choiceOperand, type Command, defineCommand, optionalOperand } from "./command.ts";
import { completionScripts, type Shell } from "./completion-scripts.ts";
import { offeredCommands } from "./completion-words.ts";
import { dead } from "./dead-command.ts";
import { draw } from "./draw-command.ts";
import { exportCommand } from "./export-command.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { fit } from "./fit-command.ts";
import { renderHelp } from "./help.ts";
import { inspect } from "./inspect-command.ts";
import { lanes } from "./lanes-command.ts";
import { ls } from "./ls-command.ts";
import { open } from "./open-command.ts";
import { plot } from "./plot-command.ts";
import type { Program } from "./program.ts";
import { remove } from "./remove-command.ts";
import { run } from "./run-command.ts";
import { scan } from "./scan-command.ts";
import { json } from "./shared-options.ts";
import { show } from "./show-command.ts";
import { site } from "./site-command.ts";
import { submit } from "./submit-command.ts";
import { renderFitting } from "./fit-table.ts";
import { outputWidth } from "./terminal-width.ts";
import { toy } from "./toy-command.ts";
import { up } from "./up-command.ts";
import { verify } from "./verify-command.ts";
import { watch } from "./watch-command.ts";

const presets = defineCommand({
  name: "presets",
  summary: "list the analyses that ship with hzz, or print one",
  parameters: { name: optionalOperand("name"), json },
  examples: ["hzz presets hzz-2020 > my-analysis.json"],
  run: ({ name, json: asJson }, program) => {
    if (name === undefined && !asJson) return print(program, listPresets(outputWidth(program)));
    const named = presetNames().map((each) => ({ name: each, title: presetByName(each).title }));
    return print(program, JSON.stringify(name === undefined ? { presets: named } : presetInput(name), null, 2));
  },
});

const schema = defineCommand({
  name: "schema",
  summary: "print the JSON Schema of an analysis",
  parameters: {},
  run: (_, program) => print(program, specJsonSchema()),
});

const help = defineCommand({
  name: "help",
  summary: "explain a command",
  parameters: { topic: optionalOperand("command") },
  examples: ["hzz help run"],
  run: ({ topic }, program) => print(program, renderHelp(commands, topic, outputWidth(program))),
});

const completion = defineCommand({
  name: "completion",
  summary: "print a script with which a shell completes hzz",
  parameters: { shell: choiceOperand("bash|zsh|fish") },
  details: ["Its first lines say where to put it."],
  examples: ["hzz completion bash > ~/.hzz-completion"],
  run: ({ shell }, program) => print(program, completionScripts[shell as Shell](offeredCommands(commands))),
});

/** The commands of `hzz`, in the order of the help. */
export const commands: readonly Command[] = [
  run,
  up,
  submit,
  watch,
  ls,
  show,
  open,
  cancel,
  remove,
  lanes,
  dead,
  toy,
  site,
  presets,
  schema,
  check,
  inspect,
  scan,
  draw,
  plot,
  fit,
  exportCommand,
  verify,
  completion,
  help,
];

function listPresets(width: number | undefined): string {
  const rows = presetNames().map((name) => [name, presetByName(name).title]);
  const columns = [
    { header: "preset", align: "left" },
    { header: "analysis", align: "left", runs: 24 },
  ] as const;
  return renderFitting(columns, rows, width);
}

function print({ stdout }: Program, text: string): Promise<ExitCode> {
  stdout.write(`${text.trimEnd()}\n`);
  return Promise.resolve(exitCodes.complete);
}

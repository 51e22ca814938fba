import { presetNames } from "../analysis/presets/presets.ts";
import type { Command, Operand, Option } from "./command.ts";
import { operandsOf, optionsOf } from "./help.ts";

/** What a shell offers for one word. */
export interface Offered {
  readonly words: readonly string[];
  /** Names of files too. */
  readonly files: boolean;
}

export interface OfferedOption {
  readonly name: string;
  readonly help: string;
  /** Undefined: it takes no value. */
  readonly value: Offered | undefined;
}

export interface OfferedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OfferedOption[];
  /** For whatever is no option. */
  readonly operands: Offered;
}

/** What can be typed after `hzz`, from the tables of options that the commands have. */
export function offeredCommands(commands: readonly Command[]): OfferedCommand[] {
  const names = commands.map(({ name }) => name);
  return commands.map((command) => {
    const operands = operandsOf(command).map(({ name }: Operand) => offeredFor(name, names));
    return {
      name: command.name,
      summary: command.summary,
      options: optionsOf(command).map(({ name, help, placeholder }: Option) => ({
        name,
        help,
        value: placeholder === undefined ? undefined : offeredFor(placeholder, names),
      })),
      operands: { words: operands.flatMap(({ words }) => words), files: operands.some(({ files }) => files) },
    };
  });
}

/** @param term how the help calls it: `preset|spec.json`, `list|show|redrive`, `FILE` */
function offeredFor(term: string, commands: readonly string[]): Offered {
  const parts = term.split("|");
  const isPreset = parts.some((part) => /^preset$/i.test(part)) || term === "name";
  // Words that stand for themselves.
  const choices = parts.length > 1 && !isPreset && parts.every((part) => /^[a-z]+$/.test(part) && part !== "id");
  return {
    words: isPreset ? presetNames() : term === "command" ? commands : choices ? parts : [],
    files: /\b(file|spec|result|workspace|dir)\b/i.test(term) || term === "PRESET",
  };
}

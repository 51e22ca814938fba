import { ConfigError, type Fault } from "./config-error.ts";
import { allSettings, type Config, deploymentVariables, settingTables } from "./settings.ts";
import type { Setting } from "./settings/setting.ts";
import type { Machine } from "./value-types.ts";
import { nearestNames } from "../errors/nearest-names.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Values of command-line flags by name without dashes, such as `{ workers: "8" }`. */
export type Flags = Readonly<Record<string, string | undefined>>;

/** The text of a setting, and the variable or flag it came from. */
interface Given {
  readonly name: string;
  readonly text: string;
}

/**
 * Reads the settings from environment and flags. Pure: what it needs of the machine is handed in.
 *
 * A flag wins over its variable. An empty variable counts as not given, since compose files pass on what is not set that
 * way. For a setting that may hold a secret, `<variable>_FILE` names a file with the value; its last line end is dropped.
 * Variables that do not start with `HZZ_` are ignored.
 * @throws {ConfigError} with all faults at once: unknown names, unreadable files, values that are not as expected.
 */
export function parseConfig(env: Environment, flags: Flags, machine: Machine): Config {
  const faults: Fault[] = unknownVariables(env);
  const read = (definition: Setting<unknown>): unknown => {
    const given = givenText(definition, env, flags, machine, faults);
    if (given === undefined) return defaultOf(definition, machine);
    const value = definition.type.parse(given.text, machine);
    if (value === undefined) {
      const shown = definition.secret === true ? "has a value (not shown)" : `is ${JSON.stringify(given.text)}`;
      const place = definition.type.problemIn?.(given.text);
      const where = place === undefined ? "" : `: ${place}`;
      faults.push({ name: given.name, problem: `${shown}${where}; expected ${definition.type.expectation}` });
    }
    return value;
  };
  const values = Object.entries(settingTables).map(([name, { settings }]) => {
    const ofTable = Object.entries<Setting<unknown>>(settings).map(
      ([key, definition]) => [key, read(definition)] as const,
    );
    return [name, Object.freeze(Object.fromEntries(ofTable))] as const;
  });
  if (faults.length > 0) throw new ConfigError(faults);
  const { general, services, ...others } = Object.fromEntries(values);
  // The table gives each key the type of its setting; with no fault, every value has come from that setting.
  return Object.freeze({ ...general, ...services, ...others }) as Config;
}

function defaultOf(definition: Setting<unknown>, machine: Machine): unknown {
  return typeof definition.default === "function"
    ? (definition.default as (machine: Machine) => unknown)(machine)
    : definition.default;
}

function givenText(
  { variable, flag, secret }: Setting<unknown>,
  env: Environment,
  flags: Flags,
  machine: Machine,
  faults: Fault[],
): Given | undefined {
  const ofFlag = flag === undefined ? undefined : flags[flag];
  if (flag !== undefined && ofFlag !== undefined) return { name: `--${flag}`, text: ofFlag };
  const text = env[variable] ?? "";
  const fileVariable = `${variable}_FILE`;
  const path = secret === true ? (env[fileVariable] ?? "") : "";
  if (path === "") return text === "" ? undefined : { name: variable, text };
  if (text !== "") {
    faults.push({ name: fileVariable, problem: `is given together with ${variable}; expected only one of the two` });
    return undefined;
  }
  try {
    return { name: fileVariable, text: machine.readText(path).replace(/\r?\n$/, "") };
  } catch (error) {
    const because = error instanceof Error ? error.message : "unknown reason";
    faults.push({
      name: fileVariable,
      problem: `is ${JSON.stringify(path)}; expected a file that can be read (${because})`,
    });
    return undefined;
  }
}

function unknownVariables(env: Environment): Fault[] {
  const known = allSettings.flatMap(({ variable, secret }) =>
    secret === true ? [variable, `${variable}_FILE`] : [variable],
  );
  return Object.keys(env)
    .filter((name) => name.startsWith("HZZ_") && !known.includes(name) && !deploymentVariables.includes(name))
    .sort()
    .map((name) => {
      const near = nearestNames(name, known);
      const hint = near.length === 0 ? "" : `; nearest names: ${near.join(", ")}`;
      return { name, problem: `is not a setting; expected one that docs/settings.md lists${hint}` };
    });
}

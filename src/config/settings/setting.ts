import { type Machine, type ValueType, wholeNumber } from "../value-types.ts";

/** One setting: the only place that knows its names, what it takes, its default and why that is the default. */
export interface Setting<T> {
  readonly variable: `HZZ_${string}`;
  /** Name of the command-line flag, if it has one; the flag wins over the variable. */
  readonly flag?: string;
  /** May hold a password: never shown, and also read from the file that `<variable>_FILE` names. */
  readonly secret?: true;
  readonly purpose: string;
  readonly type: ValueType<T>;
  /** The type alone says what T is. */
  readonly default: NoInfer<T> | ((machine: Machine) => NoInfer<T>);
  /** The default in words, where it depends on the machine or is nothing. */
  readonly defaultText?: string;
  /** Why this default. */
  readonly reason: string;
}

/** Checks a row of the table without making its types any wider. */
export function setting<T>(definition: Setting<T>): Setting<T> {
  return definition;
}

/** A span of time, at most a day. */
export const time = wholeNumber(1, 86_400_000, "milliseconds");

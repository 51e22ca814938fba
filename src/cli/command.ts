import type { ExitCode } from "./exit-code.ts";
import type { Program } from "./program.ts";
import { UsageError } from "./usage-error.ts";

/** A word of the command line that is known by its place: `<name>`, or `[name]` if it may be left out. */
export interface Operand<Value = unknown> {
  readonly kind: "operand";
  readonly name: string;
  readonly required: boolean;
  /** Takes all words that follow; the last one of its command. */
  readonly repeatable?: boolean;
  /** @param texts the word, or nothing */
  read(texts: readonly string[]): Value;
}

/** `--name`, or `--name VALUE` if it has a placeholder for one. */
export interface Option<Value = unknown> {
  readonly kind: "option";
  readonly name: string;
  readonly placeholder?: string;
  readonly repeatable?: boolean;
  readonly help: string;
  /**
   * @param texts every value that was given; one empty text for a switch, nothing for an option that was left out
   * @throws {UsageError} naming the option and what it expects
   */
  read(texts: readonly string[]): Value;
}

export type Parameters = Readonly<Record<string, Operand | Option>>;

/** What the parameters of a command have been given. */
export type Arguments<P extends Parameters> = {
  readonly [Key in keyof P]: P[Key] extends { read(texts: readonly string[]): infer Value } ? Value : never;
};

/** A command of `hzz`: what it takes, what `hzz help` says of it, and what it does. */
export interface Command<P extends Parameters = Parameters> {
  readonly name: string;
  readonly summary: string;
  /** Operands in their order; options in the order of the help. */
  readonly parameters: P;
  /** Paragraphs of the help. */
  readonly details?: readonly string[];
  /** Command lines that can be used as they stand. */
  readonly examples?: readonly string[];
  /** Refuses what does not go together. @throws {UsageError} */
  check?(args: Arguments<P>): void;
  run(args: Arguments<P>, program: Program): Promise<ExitCode>;
}

/** Gives the arguments of `check` and `run` the types that the parameters say. */
export function defineCommand<const P extends Parameters>(command: Command<P>): Command<P> {
  return command;
}

export function operand(name: string): Operand<string> {
  return { kind: "operand", name, required: true, read: ([text = ""]) => text };
}

/** One word or more. */
export function repeatedOperand(name: string): Operand<readonly string[]> {
  return { kind: "operand", name, required: true, repeatable: true, read: (texts) => texts };
}

/** One of some words. @param words as they stand in the help: `bash|zsh|fish` */
export function choiceOperand(words: string): Operand<string> {
  return {
    ...operand(words),
    read: ([text = ""]) => {
      if (words.split("|").includes(text)) return text;
      throw new UsageError(`expected ${words.split("|").join(", ")}, found "${text}"`);
    },
  };
}

export function optionalOperand(name: string): Operand<string | undefined> {
  return { kind: "operand", name, required: false, read: ([text]) => text };
}

/** An option without a value. */
export function flag(name: string, help: string): Option<boolean> {
  return { kind: "option", name, help, read: (texts) => texts.length > 0 };
}

/** An option with a value, which `parse` may refuse. */
export function option(name: string, placeholder: string, help: string): Option<string | undefined>;
export function option<Value>(
  name: string,
  placeholder: string,
  help: string,
  parse: (text: string) => Value,
): Option<Value | undefined>;
export function option(
  name: string,
  placeholder: string,
  help: string,
  parse: (text: string) => unknown = (text) => text,
): Option {
  return {
    kind: "option",
    name,
    placeholder,
    help,
    read: ([text]) => (text === undefined ? undefined : parse(text)),
  };
}

/** An option that may be given many times. */
export function repeatedOption(name: string, placeholder: string, help: string): Option<readonly string[]> {
  return { kind: "option", name, placeholder, repeatable: true, help, read: (texts) => texts };
}

/** An option that takes a whole number from 1 to `most`. */
export function countOption(name: string, placeholder: string, help: string, most: number) {
  return option(name, placeholder, help, (text) => {
    const count = /^\d+$/.test(text) ? Number(text) : NaN;
    if (count >= 1 && count <= most) return count;
    throw new UsageError(`--${name} expects a whole number from 1 to ${most}, found "${text}"`);
  });
}

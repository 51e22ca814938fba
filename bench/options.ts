import { parseArgs } from "node:util";

/** What can be said on the command line; each table takes what concerns it, so that all of them can be run with one line. */
export interface BenchOptions {
  readonly rounds: number;
  readonly passes: string;
  readonly minutes: number;
  /** Folder of the real files; `named` if it was asked for. */
  readonly shared: { readonly folder: string; readonly named: boolean };
  /** Toy files even where the real ones are at hand. */
  readonly toy: boolean;
  readonly only: string | undefined;
  /** Of the toy that is made in the table of the generator. */
  readonly scale: number;
  /** Of the soak. */
  readonly analyses: number;
  /** Another built checkout to compare with. */
  readonly beside: string | undefined;
}

export function benchOptions(defaults: { readonly rounds: number }): BenchOptions {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string" },
      passes: { type: "string", default: "9" },
      minutes: { type: "string", default: "4" },
      shared: { type: "string" },
      toy: { type: "boolean", default: false },
      only: { type: "string" },
      scale: { type: "string", default: "1" },
      analyses: { type: "string", default: "2000" },
      beside: { type: "string" },
    },
  });
  return {
    rounds: Number(values.rounds ?? defaults.rounds),
    passes: values.passes,
    minutes: Number(values.minutes),
    shared: { folder: values.shared ?? "../shared", named: values.shared !== undefined },
    toy: values.toy,
    only: values.only,
    scale: Number(values.scale),
    analyses: Number(values.analyses),
    beside: values.beside,
  };
}

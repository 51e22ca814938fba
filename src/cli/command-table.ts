import { operationsCommands } from "./operations-commands.ts";

/** The commands of `hzz` and their options: the one list that parsing and help are made of. */
export interface OptionDefinition {
  readonly name: string;
  /** Placeholder of the value; absent for a switch. */
  readonly value?: string;
  readonly repeatable?: boolean;
  readonly help: string;
}

export interface OperandDefinition {
  readonly name: string;
  readonly required: boolean;
}

export interface CommandDefinition {
  readonly name: string;
  readonly summary: string;
  readonly operands: readonly OperandDefinition[];
  readonly options: readonly OptionDefinition[];
  /** Paragraphs and examples for `hzz help <command>`. */
  readonly details: readonly string[];
}

const noColor: OptionDefinition = { name: "no-color", help: "no colours, as with NO_COLOR in the environment" };
const quiet: OptionDefinition = { name: "quiet", help: "no progress" };
const mirror: OptionDefinition = {
  name: "mirror",
  value: "DIR",
  repeatable: true,
  help: "look for files below DIR before the release's URLs; may be repeated (default: HZZ_MIRROR)",
};
const samples: OptionDefinition = {
  name: "samples",
  value: "LIST",
  help: "only these samples, comma-separated, with * and ?: 'data_*,Zee'",
};
const workers: OptionDefinition = {
  name: "workers",
  value: "N",
  help: "threads that read files (default: one per core)",
};
const broker: OptionDefinition = {
  name: "broker",
  value: "URL",
  help: "message broker (default: memory:, all in this process)",
};
const out: OptionDefinition = {
  name: "out",
  value: "FILE",
  help: "write the result to FILE: .root, .csv, else UHI JSON",
};
const url: OptionDefinition = {
  name: "url",
  value: "URL",
  help: "the server (default: HZZ_URL, else http://localhost:8080)",
};

export const commands: readonly CommandDefinition[] = [
  {
    name: "run",
    summary: "run an analysis and print its result",
    operands: [{ name: "preset|spec.json", required: true }],
    options: [
      mirror,
      samples,
      workers,
      out,
      { name: "report", value: "FILE", help: "write status, missing parts, cutflow and yields to FILE as JSON" },
      broker,
      quiet,
      noColor,
    ],
    details: [
      "Exit code: 0 complete, 3 incomplete (something is missing, the output says what), 2 refused, 1 failed.",
      "Examples:\n  hzz run hzz-toy\n  hzz run hzz-2020 --mirror ~/open-data/2020\n  hzz run my-analysis.json --samples 'data_*' --out results.root",
    ],
  },
  {
    name: "up",
    summary: "serve the live page and work on analyses, all in one process",
    operands: [],
    options: [
      { name: "port", value: "N", help: "exactly this port (default: HZZ_PORT, else 8080 or the next free one)" },
      {
        name: "host",
        value: "H",
        help: "address to listen on (default: HZZ_HOST, else 127.0.0.1: this machine alone)",
      },
      mirror,
      workers,
      { ...broker, help: "message broker, where others may work too (default: memory:, all in this process)" },
      { name: "start", value: "PRESET", help: "start this analysis at once; a spec.json too" },
      { ...samples, help: `of --start: ${samples.help}` },
      { ...quiet, help: "no progress of --start" },
      noColor,
    ],
    details: [
      "Prints the address of the page and a command that starts an analysis, and serves until Ctrl-C.\n" +
        "Whoever reaches the address can start analyses (with HZZ_TOKEN, only who has that token); what they may\n" +
        "read is limited to the mirrors and HZZ_ALLOWED_ORIGINS. With the broker in memory, everything is forgotten at the end.",
      "Exit code: 0 ended by Ctrl-C, 2 refused, 1 failed (such as a port that is taken).",
      "Examples:\n  hzz up --start hzz-2020\n  hzz up --port 9000 --mirror ~/open-data/2020",
    ],
  },
  {
    name: "submit",
    summary: "start an analysis on a server, such as hzz up",
    operands: [{ name: "preset|spec.json", required: true }],
    options: [
      samples,
      url,
      { name: "watch", help: "then watch it, as hzz watch does" },
      { name: "json", help: "print what the server tells of it, as JSON" },
      { ...quiet, help: "no progress, no live plot" },
      noColor,
    ],
    details: [
      "Prints the id of the analysis and, in the last line, the address of its page. The same analysis again\n" +
        "is the same one on the server, which looks for the files: in its mirrors and at the URLs that it allows.",
      "To a server that asks for a token, it sends the one in HZZ_TOKEN, or in the file that HZZ_TOKEN_FILE names.",
      "Exit code: 0 accepted or known, 2 refused, 1 no server there; with --watch as hzz watch.",
      "Example:\n  hzz submit hzz-2020 --samples 'data_*' --watch",
    ],
  },
  {
    name: "watch",
    summary: "follow an analysis on a server, with the plot in the terminal",
    operands: [{ name: "id|URL", required: true }],
    options: [url, out, { ...quiet, help: "no progress, no live plot" }, noColor],
    details: [
      "Shows the plot as it fills if standard output is a terminal, else progress on standard error; at the end\n" +
        "it prints the result as hzz run does. It goes on when the connection breaks or the server restarts.",
      "Ctrl-C ends the watching; the analysis goes on.",
      "Exit code: 0 complete, 3 incomplete or not waited for, 2 refused, 1 failed.",
      "Example:\n  hzz watch http://localhost:8080/analyses/0123456789abcdef --out histograms.json",
    ],
  },
  ...operationsCommands(url, noColor),
  {
    name: "toy",
    summary: "make simulated files of the four-lepton release, for tests and teaching",
    operands: [],
    options: [
      { name: "out", value: "DIR", help: "folder for the files; those that are there are not overwritten" },
      {
        name: "scale",
        value: "X",
        help: "size of the simulation: 1 is 66,000 events, 16 as many as the release (default 1)",
      },
      { name: "seed", value: "N", help: "another seed, other events (default 1)" },
      { name: "mu", value: "MU", help: "signal strength in the collision data (default 1, the Standard Model)" },
      { name: "asimov", help: "collision data without statistical fluctuation" },
      { ...workers, help: "threads (default: one per core)" },
      quiet,
    ],
    details: [
      "Makes the twelve files of the preset hzz-2020 in the folders of the release, and hzz-toy.json, their analysis.\n" +
        "The same options make the same files. docs/toy.md tells the physics.",
      "The toy with the default options needs no such folder: the preset hzz-toy makes its files when they are read.",
      "Examples:\n  hzz toy --out toy --mu 2 --seed 7\n  hzz run toy/hzz-toy.json",
    ],
  },
  {
    name: "presets",
    summary: "list the analyses that ship with hzz, or print one",
    operands: [{ name: "name", required: false }],
    options: [],
    details: ["Example:\n  hzz presets hzz-2020 > my-analysis.json"],
  },
  {
    name: "schema",
    summary: "print the JSON Schema of an analysis",
    operands: [],
    options: [],
    details: [],
  },
  {
    name: "inspect",
    summary: "show what is in a ROOT file, and whether it can be read",
    operands: [{ name: "file or URL", required: true }],
    options: [{ name: "tree", value: "NAME", help: "only this tree" }, { name: "json", help: "as JSON" }, noColor],
    details: ["Example:\n  hzz inspect data_A.4lep.root --tree mini"],
  },
  {
    name: "help",
    summary: "explain a command",
    operands: [{ name: "command", required: false }],
    options: [],
    details: [],
  },
];

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

export const commands: readonly CommandDefinition[] = [
  {
    name: "run",
    summary: "run an analysis and print its result",
    operands: [{ name: "preset|spec.json", required: true }],
    options: [
      {
        name: "mirror",
        value: "DIR",
        repeatable: true,
        help: "look for files below DIR before the release's URLs; may be repeated (default: HZZ_MIRROR)",
      },
      { name: "samples", value: "LIST", help: "only these samples, comma-separated, with * and ?: 'data_*,Zee'" },
      { name: "workers", value: "N", help: "threads that read files (default: one per core)" },
      { name: "out", value: "FILE", help: "write every histogram to FILE as UHI JSON" },
      { name: "report", value: "FILE", help: "write status, missing parts, cutflow and yields to FILE as JSON" },
      { name: "broker", value: "URL", help: "message broker (default: memory:, all in this process)" },
      { name: "quiet", help: "no progress" },
      noColor,
    ],
    details: [
      "Exit code: 0 complete, 3 incomplete (something is missing, the output says what), 2 refused, 1 failed.",
      "Examples:\n  hzz run hzz-2020 --mirror ~/open-data/2020\n  hzz run my-analysis.json --samples 'data_*' --out histograms.json",
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

import { describe, expect, it, test } from "vitest";
import { parseCommandLine } from "./args.ts";
import { commands } from "./commands.ts";
import { UsageError } from "./usage-error.ts";

const run = {
  command: "run",
  target: "hzz-2020",
  mirrors: [],
  samples: undefined,
  workers: undefined,
  out: undefined,
  json: false,
  report: undefined,
  broker: undefined,
  quiet: false,
  perUnit: false,
  noColor: false,
};

const up = {
  command: "up",
  host: undefined,
  port: undefined,
  mirrors: [],
  workers: undefined,
  broker: undefined,
  start: undefined,
  samples: undefined,
  quiet: false,
  noColor: false,
};
const submit = {
  command: "submit",
  target: "hzz-2020",
  samples: undefined,
  url: undefined,
  watch: false,
  json: false,
  quiet: false,
  noColor: false,
};
const watch = {
  command: "watch",
  target: "a",
  url: undefined,
  out: undefined,
  json: false,
  quiet: false,
  perUnit: false,
  noColor: false,
};

/** The name of the command with its arguments. */
function parse(words: readonly string[]) {
  const { command, args } = parseCommandLine(words, commands);
  return { command: command.name, ...args };
}

describe("parseCommandLine", () => {
  test.each<[string, object]>([
    ["run hzz-2020", run],
    ["run hzz-2020 --per-unit", { ...run, perUnit: true }],
    ["run --quiet hzz-2020 --no-color", { ...run, quiet: true, noColor: true }],
    ["run hzz-2020 --mirror a --mirror=b", { ...run, mirrors: ["a", "b"] }],
    ["run hzz-2020 --samples data_*,Zee --workers 8", { ...run, samples: ["data_*", "Zee"], workers: 8 }],
    [
      "run hzz-2020 --out o.json --report r.json --broker memory:",
      { ...run, out: "o.json", report: "r.json", broker: "memory:" },
    ],
    ["run hzz-2020 --out=-o.json", { ...run, out: "-o.json" }],
    ["run -- --odd.json", { ...run, target: "--odd.json" }],
    ["up", up],
    ["up --port 9000 --host 0.0.0.0 --workers 2", { ...up, port: "9000", host: "0.0.0.0", workers: 2 }],
    [
      "up --mirror a --mirror b --broker nats://x --start hzz-2020 --samples data_*,Zee --quiet --no-color",
      {
        ...up,
        mirrors: ["a", "b"],
        broker: "nats://x",
        start: "hzz-2020",
        samples: ["data_*", "Zee"],
        quiet: true,
        noColor: true,
      },
    ],
    ["submit hzz-2020", submit],
    [
      "submit hzz-2020 --samples Zee --url http://h:1 --watch --quiet --no-color",
      { ...submit, samples: ["Zee"], url: "http://h:1", watch: true, quiet: true, noColor: true },
    ],
    ["submit hzz-2020 --json", { ...submit, json: true }],
    ["watch a", watch],
    ["watch a --url http://h:1 --out o.json --quiet", { ...watch, url: "http://h:1", out: "o.json", quiet: true }],
    ["schema", { command: "schema" }],
    ["presets", { command: "presets", name: undefined, json: false }],
    ["presets hzz-2020", { command: "presets", name: "hzz-2020", json: false }],
    [
      "inspect a.root",
      {
        command: "inspect",
        file: "a.root",
        tree: undefined,
        read: false,
        draw: undefined,
        json: false,
        quiet: false,
        noColor: false,
      },
    ],
    [
      "inspect a.root --tree mini --json --read",
      {
        command: "inspect",
        file: "a.root",
        tree: "mini",
        read: true,
        draw: undefined,
        json: true,
        quiet: false,
        noColor: false,
      },
    ],
    ["help", { command: "help", topic: undefined }],
    ["help run", { command: "help", topic: "run" }],
    ["run --help", { command: "help", topic: "run" }],
    ["run hzz-2020 --bad -h", { command: "help", topic: "run" }],
    ["--help", { command: "help", topic: undefined }],
    ["", { command: "help", topic: undefined }],
  ])("hzz %s", (line, expected) => {
    expect(parse(line.split(" ").filter((part) => part !== ""))).toEqual(expected);
  });

  test.each<[string, string]>([
    ["runn hzz-2020", 'There is no command "runn"; nearest: run'],
    ["--quiet run", 'Expected a command before --quiet; "hzz help" lists them'],
    ["run", 'hzz run <preset|spec.json>: <preset|spec.json> is missing; see "hzz help run"'],
    ["run a b", 'hzz run <preset|spec.json>: "b" is one argument too many; see "hzz help run"'],
    [
      "run a --wrokers 2",
      'hzz run <preset|spec.json>: unknown option --wrokers; nearest: --workers; see "hzz help run"',
    ],
    ["rmeove a", 'There is no command "rmeove"; nearest: remove'],
    ["run a --mirorr x", 'hzz run <preset|spec.json>: unknown option --mirorr; nearest: --mirror; see "hzz help run"'],
    ["run a -x", 'hzz run <preset|spec.json>: unknown option -x; see "hzz help run"'],
    ["run a --mirror", 'hzz run <preset|spec.json>: --mirror needs a value: --mirror DIR; see "hzz help run"'],
    ["run a --mirror --quiet", 'hzz run <preset|spec.json>: --mirror needs a value: --mirror DIR; see "hzz help run"'],
    ["run a --mirror=", 'hzz run <preset|spec.json>: --mirror needs a value: --mirror DIR; see "hzz help run"'],
    ["run a --quiet=yes", 'hzz run <preset|spec.json>: --quiet takes no value, found "yes"; see "hzz help run"'],
    ["run a --out x --out y", 'hzz run <preset|spec.json>: --out is given twice; see "hzz help run"'],
    [
      "run a --workers two",
      'hzz run <preset|spec.json>: --workers expects a whole number from 1 to 64, found "two"; see "hzz help run"',
    ],
    [
      "run a --workers 0",
      'hzz run <preset|spec.json>: --workers expects a whole number from 1 to 64, found "0"; see "hzz help run"',
    ],
    [
      "run a --workers 1e3",
      'hzz run <preset|spec.json>: --workers expects a whole number from 1 to 64, found "1e3"; see "hzz help run"',
    ],
    [
      "run a --samples a,,b",
      'hzz run <preset|spec.json>: --samples expects names between commas, found "a,,b"; see "hzz help run"',
    ],
    ["up hzz-2020", 'hzz up: "hzz-2020" is one argument too many; see "hzz help up"'],
    ["up --samples Zee", 'hzz up: --samples needs --start, whose samples it chooses; see "hzz help up"'],
    ["up --workers 65", 'hzz up: --workers expects a whole number from 1 to 64, found "65"; see "hzz help up"'],
    [
      "submit a --json --watch",
      'hzz submit <preset|spec.json|id>: --json and --watch exclude each other; see "hzz help submit"',
    ],
    [
      "run a --mirorr x --quiet=yes --out",
      'hzz run <preset|spec.json>: unknown option --mirorr; nearest: --mirror; --quiet takes no value, found "yes"; --out needs a value: --out FILE; see "hzz help run"',
    ],
    [
      "run a --workers 0 --samples a,,b",
      'hzz run <preset|spec.json>: --samples expects names between commas, found "a,,b"; --workers expects a whole number from 1 to 64, found "0"; see "hzz help run"',
    ],
    ["watch", 'hzz watch <id|URL>: <id|URL> is missing; see "hzz help watch"'],
    ["schema --json", 'hzz schema: unknown option --json; see "hzz help schema"'],
  ])("refuses hzz %s", (line, message) => {
    const refused = () => parse(line.split(" "));
    expect(refused).toThrow(UsageError);
    expect(refused).toThrow(expect.objectContaining({ message }) as Error);
  });

  it("takes the values of an object's own names for unknown options", () => {
    expect(() => parse(["run", "a", "--constructor"])).toThrow("unknown option --constructor");
  });
});

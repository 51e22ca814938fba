import { describe, expect, it } from "vitest";
import { parseCommandLine } from "./args.ts";
import { commands } from "./commands.ts";
import { dead as deadCommand, deadAction } from "./dead-command.ts";
import { UsageError } from "./usage-error.ts";

const dead = { url: undefined, broker: undefined, json: false, noColor: false };
const parse = (words: readonly string[]) => parseCommandLine(words, commands);
const list = { action: "list", analysis: undefined, limit: 100 };

describe("hzz dead", () => {
  it.each([
    ["list", { ...dead, what: list }],
    ["list --json --limit 5 --analysis abc", { ...dead, json: true, what: { ...list, limit: 5, analysis: "abc" } }],
    ["list --no-color --url http://h", { ...dead, noColor: true, url: "http://h", what: list }],
    ["show 17 --broker nats://h", { ...dead, broker: "nats://h", what: { action: "show", id: "17" } }],
    ["redrive 17", { ...dead, what: { action: "redrive", choice: { id: "17" } } }],
    ["redrive --analysis abc", { ...dead, what: { action: "redrive", choice: { analysis: "abc" } } }],
    ["redrive --all", { ...dead, what: { action: "redrive", choice: { all: true } } }],
  ])("understands %s", (line, command) => {
    const { command: found, args } = parse(["dead", ...line.split(" ")]);
    expect(found).toBe(deadCommand);
    const { url, broker, json, noColor, ...action } = args as Parameters<typeof deadCommand.run>[0];
    expect({ url, broker, json, noColor, what: deadAction(action) }).toEqual(command);
  });

  it.each([
    ["", /<list\|show\|redrive> is missing/],
    ["drop", /expected list, show or redrive, found "drop"/],
    ["list 17", /list takes no id; "hzz dead show 17"/],
    ["list --all", /--all does not belong to list/],
    ["list --limit 0", /--limit expects a whole number from 1 to 1000, found "0"/],
    ["list --limit 1001", /found "1001"/],
    ["show", /show needs the id/],
    ["show 17 --limit 5", /--limit does not belong to show/],
    ["redrive", /redrive needs one of these/],
    ["redrive 17 --all", /redrive needs one of these/],
    ["redrive --all --analysis abc", /redrive needs one of these/],
    ["redrive --all --limit 5", /--limit does not belong to redrive/],
    ["list --url http://h --broker nats://h", /--url and --broker exclude each other/],
  ])("refuses %s", (line, message) => {
    const read = () => parse(["dead", ...line.split(" ").filter((word) => word !== "")]);
    expect(read).toThrow(message);
    expect(read).toThrow(UsageError);
  });
});

describe("hzz lanes", () => {
  it("asks a server, or a broker", () => {
    const lanes = { url: undefined, broker: undefined, json: false };
    expect(parse(["lanes"])).toMatchObject({ command: { name: "lanes" }, args: lanes });
    expect(parse(["lanes", "--json", "--url", "http://h"]).args).toEqual({
      ...lanes,
      json: true,
      url: "http://h",
    });
    expect(() => parse(["lanes", "--url", "http://h", "--broker", "nats://h"])).toThrow(/exclude each other/);
    expect(() => parse(["lanes", "zz"])).toThrow(/one argument too many/);
  });
});

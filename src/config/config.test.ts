import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { describe, expect, it } from "vitest";
import { ConfigError } from "./config-error.ts";
import { parseConfig } from "./config.ts";
import { allSettings } from "./settings.ts";
import type { Machine } from "./value-types.ts";

const secrets: Readonly<Record<string, string>> = {
  "/run/secrets/broker": "nats://user:from-file@broker:4222\n",
  "/run/secrets/empty": "\n",
};

const machine: Machine = {
  cores: 4,
  memoryBytes: 8_000_000_000,
  pathDelimiter: ":",
  cacheFolder: "/home/someone/.cache/hzz-edge",
  readText: (path) => {
    const text = secrets[path];
    if (text === undefined) throw new Error("no such file");
    return text;
  },
};

const folder = join(import.meta.dirname, "testdata");
const fixtures = (ending: string) => readdirSync(folder).filter((name) => name.endsWith(ending));
const read = (name: string) => readFileSync(join(folder, name), "utf8");

function faultsOf(run: () => unknown): ConfigError {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("the settings were accepted");
}

describe("parseConfig", () => {
  it.each(fixtures(".good.env"))("accepts %s", (name) => {
    const config = parseConfig(parseEnv(read(name)), {}, machine);
    expect(config).toEqual(JSON.parse(read(name.replace(/env$/, "json"))));
  });

  it.each(fixtures(".bad.env"))("refuses %s with all its faults", (name) => {
    const error = faultsOf(() => parseConfig(parseEnv(read(name)), {}, machine));
    expect(`${error.message}\n`).toBe(read(name.replace(/env$/, "txt")));
    expect(error.retry).toBe("never");
  });

  it("lets a flag win over its variable, and names the flag when that is at fault", () => {
    const env = { HZZ_WORKERS: "3", HZZ_MIRROR: "/a" };
    expect(parseConfig(env, { workers: "8" }, machine)).toMatchObject({ workers: 8, mirrors: ["/a"] });
    expect(parseConfig({ HZZ_WORKERS: "none" }, { workers: "8" }, machine).workers).toBe(8);
    expect(faultsOf(() => parseConfig(env, { workers: "many", broker: "" }, machine)).faults).toEqual([
      { name: "--workers", problem: 'is "many"; expected a whole number from 1 to 64' },
      { name: "--broker", problem: expect.stringContaining("expected") as string },
    ]);
  });

  it.each([
    [0, 1],
    [1, 1],
    [64, 64],
    [256, 64],
  ])("uses of %i cores %i by default", (cores, workers) => {
    expect(parseConfig({}, {}, { ...machine, cores }).workers).toBe(workers);
  });

  it("splits paths as the machine does", () => {
    const windows = { ...machine, pathDelimiter: ";" };
    expect(parseConfig({ HZZ_MIRROR: "C:\\data;D:\\data" }, {}, windows).mirrors).toEqual(["C:\\data", "D:\\data"]);
  });

  it("gives a config that cannot be changed", () => {
    const config = parseConfig({ HZZ_MIRROR: "/a" }, {}, machine);
    for (const part of [config, config.http, config.mirrors, parseConfig({}, {}, machine).mirrors])
      expect(Object.isFrozen(part)).toBe(true);
  });
});

describe("allSettings", () => {
  it("has no variable and no flag twice", () => {
    const names = allSettings.flatMap(({ variable, flag }) => (flag === undefined ? [variable] : [variable, flag]));
    expect(new Set(names).size).toBe(names.length);
  });
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { BrokerUnderTest } from "./broker-under-test.ts";
import { brokersUnderTest } from "./brokers.ts";
import { type Fault } from "./fault.ts";
import { faults } from "./fault-table.ts";
import { describeRun } from "./describe-run.ts";
import { tableOf, writeDocs } from "./results-table.ts";
import type { FaultRun } from "./run-fault.ts";
import { openSuite } from "./suite.ts";
import { smallSize, type SuiteSize, usualSize } from "./suite-size.ts";

interface Options {
  readonly runs: number;
  /** No further run begins after so long. */
  readonly minutes: number;
  readonly seed: number;
  readonly faults: readonly Fault[];
  readonly brokers: readonly BrokerUnderTest[];
  readonly size: SuiteSize;
  readonly writeDocs: boolean;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      runs: { type: "string", default: "1" },
      minutes: { type: "string" },
      seed: { type: "string" },
      fault: { type: "string", multiple: true },
      broker: { type: "string", multiple: true },
      small: { type: "boolean", default: false },
      "write-docs": { type: "boolean", default: false },
    },
  });
  return {
    runs: wholeNumber("--runs", values.runs),
    minutes: values.minutes === undefined ? Infinity : wholeNumber("--minutes", values.minutes),
    seed: values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : wholeNumber("--seed", values.seed),
    faults: named("--fault", faults, values.fault),
    brokers: named("--broker", brokersUnderTest, values.broker),
    size: values.small ? smallSize : usualSize,
    writeDocs: values["write-docs"],
  };
}

function wholeNumber(option: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new RangeError(`${option} takes a whole number, but got "${text}"`);
  return Number(text);
}

function named<T extends { readonly name: string }>(
  option: string,
  all: readonly T[],
  names: readonly string[] | undefined,
): readonly T[] {
  const unknown = names?.find((name) => !all.some((one) => one.name === name));
  if (unknown !== undefined)
    throw new RangeError(`${option} takes ${all.map(({ name }) => name).join(", ")}, but got "${unknown}"`);
  return names === undefined ? all : all.filter(({ name }) => names.includes(name));
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function runAll(options: Options): Promise<number> {
  const runs: FaultRun[] = [];
  const begun = performance.now();
  say(`seed ${options.seed}`);
  await using suite = await openSuite({ size: options.size, faults: options.faults });
  for (let index = 0; index < options.runs; index++)
    for (const broker of options.brokers)
      for (const fault of options.faults) {
        if (fault.brokers?.includes(broker.name) === false) continue;
        if (performance.now() - begun > 60_000 * options.minutes) continue;
        const run = await suite.run(fault, broker, options.seed + index);
        runs.push(run);
        say(describeRun(run, options.size));
      }
  const { size, seed } = options;
  const facts = { runs, versions: suite.versions(), seconds: (performance.now() - begun) / 1000, seed, size };
  say(`\n${tableOf(facts)}`);
  if (options.writeDocs) await writeDocs(facts);
  return runs.filter(({ wrong }) => wrong.length > 0).length;
}

const options = readOptions();
// By `exit`, so that what was started is ended: services, servers, networks.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
// Each process that was started has one, and there may be more than the ten from which on Node suspects a mistake.
process.setMaxListeners(50);
// One folder for the toys of all runs, away from anybody's cache.
const folder = await mkdtemp(join(tmpdir(), "hzz-faults-"));
process.env["HZZ_CACHE"] = folder;
try {
  const failed = await runAll(options);
  if (failed > 0) say(`${failed} runs failed`);
  process.exitCode = failed > 0 ? 1 : 0;
} finally {
  await rm(folder, { recursive: true });
}

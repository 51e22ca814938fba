import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readColumns } from "../../test/support/read-columns.ts";
import { createMemorySink } from "../rootio/write/byte-sink.ts";
import { openWithJsroot, readWithJsroot } from "../../test/support/root-writer/jsroot-file.ts";
import { openSound } from "../../test/support/root-writer/written-file.ts";
import { columnsOf, toyBranches } from "./events/branches.ts";
import type { ToyOptions } from "../analysis/toy/toy-options.ts";
import { toyPlan } from "./toy-plan.ts";
import { writeToyFile } from "./write-toy-file.ts";

async function fileBytes(sample: string, options: Partial<ToyOptions>): Promise<Uint8Array> {
  const sink = createMemorySink();
  const plan = toyPlan(options);
  await writeToyFile(
    plan.files.find((file) => file.sample === sample)!,
    plan.options,
    sink,
  );
  return Uint8Array.from(sink.bytes());
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describe("a file of the toy", () => {
  it.each(["data_B", "Zmumu"])("gives back to our reader what was generated: %s", async (sample) => {
    const options = { scale: 0.4 };
    const tree = await (await openSound(await fileBytes(sample, options))).openTree("mini");
    const file = toyPlan(options).files.find((other) => other.sample === sample)!;
    expect(tree.entries).toBe(file.entries());
    const names = toyBranches.map(({ name }) => name);
    const events = Array.from({ length: file.blocks }, (_, block) => file.block(block)).flat();
    const read = await readColumns(tree, names);
    for (const [name, expected] of columnsOf(events)) expect(read.get(name)).toEqual(expected);
  });

  it("gives jsroot the same values, of every branch", async () => {
    const options = { scale: 0.2 };
    const file = toyPlan(options).files.find(({ sample }) => sample === "ZH125_ZZ4lep")!;
    const names = toyBranches.map(({ name }) => name);
    const events = Array.from({ length: file.blocks }, (_, block) => file.block(block)).flat();
    const opened = await openWithJsroot(await fileBytes(file.sample, options));
    const read = await readWithJsroot(await opened.readObject("mini"), names);
    for (const [name, column] of columnsOf(events)) {
      const values =
        column.shape === "scalar"
          ? Array.from(column.values, Number)
          : events.map((_, i) => Array.from(column.content.subarray(column.offsets[i], column.offsets[i + 1]), Number));
      // It gives bools as such, or as numbers in lists.
      const found = read.get(name)!.map((value) => (Array.isArray(value) ? value.map(Number) : Number(value)));
      expect([name, found]).toEqual([name, values]);
    }
  });

  it("has the same bytes for the same options, and other ones for others", async () => {
    const [first, again, otherSeed, otherScale] = await Promise.all(
      [{ scale: 0.1 }, { scale: 0.1 }, { scale: 0.1, seed: 2 }, { scale: 0.11 }].map((options) =>
        fileBytes("ZH125_ZZ4lep", options).then(sha256),
      ),
    );
    expect(again).toBe(first);
    expect(new Set([first, otherSeed, otherScale]).size).toBe(3);
  });

  it("has another identity for other options, even where the events are the same", async () => {
    const uuidOf = async (options: Partial<ToyOptions>): Promise<string> =>
      (await openSound(await fileBytes("data_A", options))).header.uuid;
    const uuids = await Promise.all([{}, { scale: 2 }, { mu: 3 }, { seed: 5 }].map(uuidOf));
    expect(new Set(uuids).size).toBe(uuids.length);
    expect(uuids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createMemorySource } from "../../../test/support/memory-source.ts";
import { describeWithSharedData, sharedPath } from "../../../test/support/shared-data.ts";
import { createRegularAxis } from "../../histogram/axis.ts";
import { createHistogram } from "../../histogram/histogram.ts";
import { openRootFile } from "../root-file.ts";
import { InvalidOutputError, OutputFailedError } from "./errors.ts";
import { type ByteSink, createMemorySink } from "./byte-sink.ts";
import { createRootFile } from "./root-file-writer.ts";
import { openWithJsroot, utf8 } from "../../../test/support/root-writer/jsroot-file.ts";
import type { RawKey } from "../../../test/support/root-writer/raw-reader.ts";
import { fixedOptions, openSound, soundStructure, writeFile } from "../../../test/support/root-writer/written-file.ts";

const zeros = new Float64Array(4);
const histogram = createHistogram({
  name: "m4l",
  title: "",
  axes: [createRegularAxis({ bins: 2, lower: 0, upper: 1 })],
  entries: zeros,
  sumw: zeros,
  sumw2: zeros,
});

describe("a written file", () => {
  it("without anything in it can be opened", async () => {
    const file = await openSound(await writeFile(() => Promise.resolve()));
    expect(file.keys).toEqual([]);
    expect(file.header.uuid).toBe("00112233-4455-6677-8899-aabbccddeeff");
    expect(file.header.compression).toBe(101);
  });

  it("has folders in folders, each with its own things, in the order in which they were written", async () => {
    const bytes = await writeFile(async ({ root }) => {
      await root.writeText("about", "top");
      const signal = root.directory("signal", "Higgs");
      await signal.writeHistogram(histogram);
      const deep = signal.directory("ggH125").directory("2020");
      await deep.writeHistogram(histogram, { title: "deep" });
      await root.directory("data").writeHistogram(histogram);
      await root.directory("signal").writeText("late", "added to a folder made before");
      root.directory("empty");
    });
    expect(soundStructure(bytes).folders).toEqual([
      "",
      "signal",
      "signal/ggH125",
      "signal/ggH125/2020",
      "data",
      "empty",
    ]);
    const file = await openSound(bytes);
    expect(file.keys.map(({ path, key }) => `${key.className} ${path}`)).toEqual([
      "TNamed about",
      "TH1D signal/m4l",
      "TH1D signal/ggH125/2020/m4l",
      "TNamed signal/late",
      "TH1D data/m4l",
    ]);
    const theirs = await openWithJsroot(bytes);
    expect((await theirs.readObject("signal/ggH125/2020/m4l"))["fTitle"]).toBe("deep");
  });

  it("keeps texts of any length, and shows the short ones in its list of contents", async () => {
    const texts = [
      "",
      "short",
      "é".repeat(127),
      "e".repeat(254),
      "e".repeat(255),
      "e".repeat(256),
      "x".repeat(100_000),
    ];
    for (const level of [0, 1] as const) {
      const bytes = await writeFile(
        async ({ root }) => {
          for (const [i, text] of texts.entries()) await root.writeText(`text${i}`, text);
        },
        { compression: { level } },
      );
      soundStructure(bytes);
      const file = await openWithJsroot(bytes);
      for (const [i, text] of texts.entries()) expect(utf8((await file.readObject(`text${i}`))["fTitle"])).toBe(text);
      const { keys } = await openSound(bytes);
      expect(keys.map(({ key }) => key.title)).toEqual(["", "short", "", "", "", "", ""]);
    }
  });

  it("can have long names, of folders too", async () => {
    const name = "n".repeat(1000);
    const bytes = await writeFile(({ root }) => root.directory(name, "t".repeat(300)).writeText(name, name), {
      name,
      title: name,
    });
    expect((await openSound(bytes)).keys.map(({ path }) => path)).toEqual([`${name}/${name}`]);
  });

  it("has the same bytes for the same input, and other ones for another date or uuid", async () => {
    const write = (options = {}): Promise<Uint8Array> =>
      writeFile(async ({ root }) => {
        await root.directory("a").writeHistogram(histogram);
        await root.writeText("b", "c");
      }, options);
    const first = await write();
    expect(await write()).toEqual(first);
    expect(await write({ date: new Date("2021-01-01T00:00:00Z") })).not.toEqual(first);
    expect(await write({ uuid: new Uint8Array(16) })).not.toEqual(first);
  });

  it("gets a date and a uuid of its own if none is given", async () => {
    const uuids = [];
    for (let i = 0; i < 2; i++) {
      const sink = createMemorySink();
      await createRootFile(sink, { name: "x.root", compression: { level: 0 } }).close();
      uuids.push((await openSound(sink.bytes())).header.uuid);
    }
    expect(uuids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab]/);
    expect(uuids[0]).not.toBe(uuids[1]);
  });

  it("tells the date in UTC", async () => {
    const bytes = await writeFile(() => Promise.resolve(), { date: new Date("2019-12-31T23:59:58.9Z") });
    const datime = Buffer.from(bytes).readUInt32BE(110);
    expect([datime >>> 26, (datime >> 22) & 15, (datime >> 17) & 31]).toEqual([2019 - 1995, 12, 31]);
    expect([(datime >> 12) & 31, (datime >> 6) & 63, datime & 63]).toEqual([23, 59, 58]);
  });
});

describe("a file in work", () => {
  it("is no ROOT file before it is closed", async () => {
    const sink = createMemorySink();
    const file = createRootFile(sink, fixedOptions);
    await file.root.writeText("a", "b");
    expect(sink.bytes().subarray(0, 100)).toEqual(new Uint8Array(100));
    await expect(openRootFile(createMemorySource(sink.bytes()))).rejects.toThrow(/Not a ROOT file/);
  });

  it("refuses a name that is taken, whatever has it, and names that no path leads to", async () => {
    await writeFile(async ({ root }) => {
      await root.writeText("a", "");
      root.directory("d");
      await root.tree("t", "", []).close();
      await expect(root.writeText("a", "")).rejects.toThrow(/already/);
      await expect(root.writeHistogram(histogram, { name: "d" })).rejects.toThrow(/already/);
      expect(() => root.directory("a")).toThrow(/already/);
      expect(() => root.tree("t", "", [])).toThrow(/already/);
      for (const name of ["", "a/b", "a;1", "a\u0007", "\ud800", "n".repeat(1001)])
        await expect(root.writeText(name, "")).rejects.toThrow(InvalidOutputError);
      await root.directory("other").writeText("a", "");
    });
  });

  it("cannot be closed while a tree is open; nothing is left then", async () => {
    const sink = createMemorySink();
    const file = createRootFile(sink, fixedOptions);
    file.root.directory("a").tree("mini", "", []);
    await expect(file.close()).rejects.toThrow(/Tree "mini" is still open/);
    expect(() => sink.bytes()).toThrow(OutputFailedError);
  });

  it("takes nothing after it was closed or discarded", async () => {
    for (const end of ["close", "discard"] as const) {
      const file = createRootFile(createMemorySink(), fixedOptions);
      await file[end]();
      await expect(file.root.writeText("a", "")).rejects.toThrow(/closed or discarded/);
      await expect(file.close()).rejects.toThrow(InvalidOutputError);
      await file.discard();
    }
  });

  it("is discarded when it is disposed of before it is closed", async () => {
    const sinks = [createMemorySink(), createMemorySink()];
    for (const [i, sink] of sinks.entries()) {
      await using file = createRootFile(sink, fixedOptions);
      if (i === 1) await file.close();
    }
    expect(() => sinks[0]!.bytes()).toThrow(OutputFailedError);
    soundStructure(sinks[1]!.bytes());
  });

  it("refuses options that cannot be", () => {
    const make = (options: object) => () => createRootFile(createMemorySink(), { ...fixedOptions, ...options });
    expect(make({ uuid: new Uint8Array(15) })).toThrow(/16 bytes/);
    expect(make({ compression: { level: 10 } })).toThrow(/0 to 9/);
    expect(make({ compression: { level: 1.5 } })).toThrow(/0 to 9/);
    expect(make({ name: "" })).toThrow(InvalidOutputError);
    expect(make({ name: "some/where/x.root" })).not.toThrow();
  });
});

describe("a sink that fails", () => {
  /** Takes `count` calls, fails in all later ones, and remembers how it ended. */
  function failingSink(count: number): ByteSink & { ended: string[] } {
    let left = count;
    const ended: string[] = [];
    const take = (): Promise<void> =>
      left-- > 0 ? Promise.resolve() : Promise.reject(new OutputFailedError("The disk is full"));
    return {
      ended,
      write: take,
      writeAt: take,
      close: () => take().then(() => void ended.push("closed")),
      discard: () => Promise.resolve(void ended.push("discarded")),
    };
  }

  it("makes the file fail wherever it happens, with its own error, and is told to discard, once", async () => {
    let failures = 0;
    for (let count = 0; ; count++) {
      const sink = failingSink(count);
      const file = createRootFile(sink, fixedOptions);
      const work = async (): Promise<void> => {
        await file.root.directory("a").writeHistogram(histogram);
        const type = { shape: "list", type: "int32" } as const;
        const tree = file.root.tree("t", "", [{ name: "x", type }], { clusterEntries: 2 });
        const column = { ...type, length: 5, offsets: new Int32Array(6), content: new Int32Array(0) };
        await tree.fill(new Map([["x", column]]), 5);
        await tree.close();
      };
      const outcome = await work().then(
        () => "done",
        (error: unknown) => error,
      );
      if (outcome !== "done") expect(outcome).toBeInstanceOf(OutputFailedError);
      const closing = await file.close().then(
        () => "done",
        (error: unknown) => error,
      );
      if (closing === "done") {
        expect(sink.ended).toEqual(["closed"]);
        break;
      }
      failures++;
      expect(closing).toBeInstanceOf(OutputFailedError);
      await file.discard();
      expect(sink.ended).toEqual(["discarded"]);
    }
    expect(failures).toBeGreaterThan(20);
  });
});

describeWithSharedData("head, folder, list of keys and list of free parts", () => {
  it("have the bytes of ROOT's own, other than positions and lengths of what is compressed", async () => {
    const real = readFileSync(sharedPath("root-samples/unsigned_integers.root"));
    const datime = real.readUInt32BE(110);
    const [year, month, day] = [1995 + (datime >>> 26), (datime >> 22) & 15, (datime >> 17) & 31];
    const [hour, minute, second] = [(datime >> 12) & 31, (datime >> 6) & 63, datime & 63];
    const ours = Buffer.from(
      await writeFile(({ root }) => root.tree("tree", "Tree with all unsigned integer types", []).close(), {
        name: "unsigned_integers.root",
        date: new Date(Date.UTC(year, month - 1, day, hour, minute, second)),
        uuid: real.subarray(47, 63),
      }),
    );
    /** With zeros in place of what follows from the length of other records. */
    const masked = (file: Buffer, start: number, length: number, ...masks: readonly [number, number][]): string => {
      const bytes = Buffer.from(file.subarray(start, start + length));
      for (const [from, to] of masks) bytes.fill(0, from, to);
      return bytes.toString("hex");
    };
    // Version of ROOT; end, position of the free list; position and length of streamer information.
    const head: [number, number][] = [
      [4, 8],
      [12, 20],
      [37, 45],
    ];
    expect(masked(ours, 0, 100, ...head)).toBe(masked(real, 0, 100, ...head));
    // The folder's UUID is another one in ROOT; position of its keys.
    const folder: [number, number][] = [
      [106, 110],
      [112, 128],
    ];
    expect(masked(ours, 100, 140, ...folder)).toBe(masked(real, 100, 140, ...folder));
    const last = (file: Buffer): RawKey[] => soundStructure(file).records.slice(-2);
    const [[ourKeys, ourFree], [keys, free]] = [last(ours), last(real)];
    const listed: [number, number][] = [
      [18, 22],
      [60, 64],
      [66, 70],
      [78, 82],
    ];
    expect(masked(ours, ourKeys!.seek, 134, ...listed)).toBe(masked(real, keys!.seek, 134, ...listed));
    const freeMasks: [number, number][] = [
      [18, 22],
      [58, 62],
    ];
    expect(masked(ours, ourFree!.seek, 66, ...freeMasks)).toBe(masked(real, free!.seek, 66, ...freeMasks));
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { describeWithSharedData, sharedPath } from "../../../../test/support/shared-data.ts";
import { createObjectReader } from "../../jsroot.ts";
import { ObjectWriter } from "../object-writer.ts";
import { allClasses } from "../../../../test/support/root-writer/all-classes.ts";
import { checksumOf } from "../../../../test/support/root-writer/class-checksum.ts";
import { type JsrootObject, openWithJsroot } from "../../../../test/support/root-writer/jsroot-file.ts";
import { createMemorySink } from "../byte-sink.ts";
import { createRootFile } from "../root-file-writer.ts";
import { numberTypes } from "../../../../test/support/root-writer/all-classes.ts";
import { createHistogram } from "../../../histogram/histogram.ts";
import { createRegularAxis } from "../../../histogram/axis.ts";
import { withParts, writeStreamerInfos } from "./streamer-info.ts";

/** Comments, what was used in memory, sizes in memory (which differ between versions of ROOT), and what jsroot adds. */
const unimportant = new Set(["fTitle", "fBits", "fUniqueID", "fSize", "TestBit", "SetBit", "InvertBit"]);

function factsOf(info: JsrootObject): unknown {
  const elements = (info["fElements"] as { arr: JsrootObject[] }).arr.map((element) => ({
    ...Object.fromEntries(Object.entries(element).filter(([key]) => !unimportant.has(key))),
    counter: /^\[(.*?)\]/.exec(element["fTitle"] as string)?.[1],
  }));
  return { name: info["fName"], version: info["fClassVersion"], checksum: Number(info["fCheckSum"]) >>> 0, elements };
}

const identity = (info: JsrootObject): string => `${String(info["fName"])};${String(info["fClassVersion"])}`;

/** A file with an object of every class that is written. */
async function everything(): Promise<Uint8Array> {
  const sink = createMemorySink();
  const file = createRootFile(sink, { name: "all.root", compression: { level: 1 } });
  const zeros = new Float64Array(3);
  const histogram = createHistogram({
    name: "h",
    title: "",
    axes: [createRegularAxis({ bins: 1, lower: 0, upper: 1 })],
    entries: zeros,
    sumw: zeros,
    sumw2: zeros,
  });
  await file.root.writeHistogram(histogram, { binLabels: ["one"] });
  const cells = new Float64Array(9);
  const axes = [histogram.axes[0]!, histogram.axes[0]!];
  await file.root.writeHistogram(
    createHistogram({ name: "xy", title: "", axes, entries: cells, sumw: cells, sumw2: cells }),
  );
  await file.root.writeText("text", "");
  const branches = numberTypes.flatMap((type) => [
    { name: `s_${type}`, type: { shape: "scalar" as const, type } },
    { name: `l_${type}`, type: { shape: "list" as const, type } },
  ]);
  await file.root.tree("tree", "", branches).close();
  await file.close();
  return sink.bytes();
}

describe("descriptions of classes", () => {
  it("have the checksums that follow from their names and types", () => {
    expect(allClasses().length).toBeGreaterThan(40);
    for (const description of allClasses())
      expect([description.name, checksumOf(description).toString(16)]).toEqual([
        description.name,
        description.checksum.toString(16),
      ]);
  });

  it("come with those of all their parts, each once, parts first", () => {
    const seen = new Set<string>();
    for (const { name, members } of allClasses()) {
      for (const { of } of members) if (of !== undefined) expect(seen).toContain(of.name);
      expect(seen).not.toContain(name);
      seen.add(name);
    }
    expect(withParts([])).toEqual([]);
  });

  it("are understood by the reader, one for each class of a file", async () => {
    const writer = new ObjectWriter(64);
    writeStreamerInfos(writer, allClasses());
    await createObjectReader(writer.bytes, 64, {});
    const infos = (await openWithJsroot(await everything())).fStreamerInfos.arr;
    expect(infos.map(identity).sort()).toEqual(
      allClasses()
        .map(({ name, version }) => `${name};${version}`)
        .sort(),
    );
  });
});

describeWithSharedData("descriptions of classes in real files", () => {
  const files = [
    ...readdirSync(sharedPath("root-samples")).map((name) => `root-samples/${name}`),
    "atlas-open-data/2020/Data/data_A.4lep.root",
    "atlas-open-data/2025/ODEO_FEB2025_v0_exactly4lep_data15_periodD.exactly4lep.root",
  ].filter((name) => !name.includes("HZZ")); // ROOT 6.10, whose trees had other versions

  it("say the same as ours, member by member", async () => {
    const ours = new Map(
      (await openWithJsroot(await everything())).fStreamerInfos.arr.map((info) => [identity(info), info]),
    );
    const compared = new Set<string>();
    for (const name of files) {
      const { fStreamerInfos } = await openWithJsroot(readFileSync(sharedPath(name)));
      for (const info of fStreamerInfos.arr) {
        const own = ours.get(identity(info));
        if (own === undefined) continue;
        // ROOT 6.16 had another checksum for this one; later versions have that of its plain name.
        if (name.includes("basictypes") && info["fName"] === "vector<bool>") continue;
        expect([name, factsOf(own)]).toEqual([name, factsOf(info)]);
        compared.add(identity(info));
      }
    }
    const never = [...ours.keys()].filter((key) => !compared.has(key)).sort();
    // No file here holds a histogram; of these the checksums alone are known to be right.
    expect(never).toEqual(
      [
        "TArray;1",
        "TArrayD;1",
        "TAttAxis;4",
        "TAxis;10",
        "TH1;8",
        "TH1D;3",
        "TH2;5",
        "TH2D;4",
        "THashList;0",
        "TObjString;1",
      ].sort(),
    );
  });
});

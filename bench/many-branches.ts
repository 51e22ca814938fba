import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Column } from "../src/rootio/column.ts";
import { openFileSink } from "../src/rootio/write/file-sink.ts";
import { createRootFile } from "../src/rootio/write/root-file-writer.ts";
import { temporaryFolder } from "./bench-data.ts";

/** A tree to open, and the branches that an analysis might name. */
export interface ManyBranches {
  readonly label: string;
  readonly path: string;
  readonly tree: string;
  readonly branches: string;
}

/** Trees with many branches: public files where they are at hand, and one that is made. */
export async function filesOfManyBranches(shared: string | undefined): Promise<ManyBranches[]> {
  const corpus = (file: string): string => join(shared ?? "", "root-corpus", file);
  const muons = (name: string): string => ["pt", "eta", "phi", "mass", "charge"].map((of) => name + of).join();
  const fromCorpus: ManyBranches[] = [
    {
      ...{ label: "NanoAOD, 1,499 branches", path: corpus("coffea/nano_dy.root"), tree: "Events" },
      branches: muons("Muon_"),
    },
    {
      ...{ label: "split objects (HZZ)", path: corpus("skhep/uproot-HZZ-objects.root"), tree: "events" },
      branches: "muonp4.fE,muonp4.fP.fX,muonp4.fP.fY,muonp4.fP.fZ",
    },
    {
      ...{ label: "split objects (PHYSLITE), 1,494 branches", path: corpus("coffea/PHYSLITE_example.root") },
      ...{ tree: "CollectionTree", branches: "AnalysisElectronsAuxDyn.pt,AnalysisElectronsAuxDyn.eta" },
    },
  ];
  const made: ManyBranches[] = [];
  const folder = temporaryFolder();
  for (const count of [1500, 5000]) {
    const path = join(folder, `${count}.root`);
    await writeManyBranches(path, count);
    const branches = [0, 1, 2, 3, 4].map((i) => `Object_value${i}`).join();
    made.push({ label: `made, ${count} branches`, path, tree: "Events", branches });
  }
  return [...fromCorpus.filter(({ path }) => shared !== undefined && existsSync(path)), ...made];
}

/** Numbers, lists of them and flags, in turns, as in NanoAOD. */
async function writeManyBranches(path: string, count: number): Promise<void> {
  const file = createRootFile(await openFileSink(path), { name: "many.root", compression: { level: 1 } });
  const entries = 200;
  const columns = new Map<string, Column>();
  const offsets = Int32Array.from({ length: entries + 1 }, (_, i) => 2 * i);
  for (let i = 0; i < count; i++) {
    const content = Float32Array.from({ length: 2 * entries }, (_, n) => (n * (i + 1)) % 97);
    columns.set(
      `Object_value${i}`,
      i % 3 === 0
        ? { shape: "list", type: "float32", length: entries, offsets, content }
        : i % 3 === 1
          ? { shape: "scalar", type: "float32", length: entries, values: content }
          : { shape: "scalar", type: "bool", length: entries, values: Uint8Array.from(content, (x) => x % 2) },
    );
  }
  const definitions = [...columns].map(([name, { shape, type }]) => ({ name, type: { shape, type } }));
  const tree = file.root.tree("Events", "", definitions, { clusterEntries: 50 });
  await tree.fill(columns, entries);
  await tree.close();
  await file.close();
}

import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { presetByName, presetNames } from "../analysis/presets/presets.ts";
import { readToyAddress, toyPaths } from "../analysis/toy/toy-address.ts";
import { toyChannelPaths } from "../analysis/toy/toy-channels.ts";
import { isToyLabel, toyLabel } from "../analysis/toy/toy-label.ts";
import { toyOptions } from "../analysis/toy/toy-options.ts";
import type { Column } from "../rootio/column.ts";
import { openSound } from "../../test/support/root-writer/written-file.ts";
import { readColumns } from "../../test/support/read-columns.ts";
import { createMemorySink } from "../rootio/write/byte-sink.ts";
import { toyFileAt } from "./toy-file-at.ts";
import { writeToyFile } from "./write-toy-file.ts";

const options = toyOptions({ version: 2, scale: 0.01 });

/** Of the first block, in the order of the branches. */
function fingerprint(path: string): string {
  const hash = createHash("sha256");
  const file = toyFileAt(path, options);
  const { columns } = file.chunks().next().value as { columns: ReadonlyMap<string, Column> };
  for (const { name } of file.branches) {
    const column = columns.get(name)!;
    const parts = column.shape === "scalar" ? [column.values] : [column.offsets, column.content];
    for (const part of parts) hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  }
  return hash.digest("hex").slice(0, 12);
}

describe("a file of the toy at a path", () => {
  it("is there for every path that an address may have, and for no other", () => {
    for (const path of [...toyPaths, ...toyChannelPaths]) expect(toyFileAt(path, options).path).toBe(path);
    for (const path of ["agc/data_A.root", "dimuon/toString.root", "Data/data_E.4lep.root"])
      expect(() => toyFileAt(path, options)).toThrow(RangeError);
  });

  it("has the same events for ever", () => {
    expect(Object.fromEntries(toyChannelPaths.map((path) => [path, fingerprint(path)]))).toMatchInlineSnapshot(`
      {
        "3lep/Zee.root": "9cc539620c2e",
        "3lep/Zmumu.root": "5a67ce765028",
        "3lep/data_A.root": "c24fbef03d8d",
        "3lep/data_B.root": "3678c58c0b0a",
        "3lep/data_C.root": "263d7a5e8a8e",
        "3lep/data_D.root": "dc12410988d3",
        "3lep/llll.root": "acc7c14aaa11",
        "3lep/lllv.root": "06ba8f939e0c",
        "3lep/ttbar_lep.root": "64df0d9c2f80",
        "GamGam/VBFH125_gamgam.root": "e0362d973372",
        "GamGam/WpH125J_Wincl_gamgam.root": "24170f8a92ab",
        "GamGam/ZH125J_Zincl_gamgam.root": "20d3388fdc33",
        "GamGam/data_A.root": "38ddfac40537",
        "GamGam/data_B.root": "3b234bcc37e7",
        "GamGam/data_C.root": "618e7953a6f2",
        "GamGam/data_D.root": "7c9d28f9f8a1",
        "GamGam/ggH125_gamgam.root": "7483fc8e545b",
        "GamGam/ttH125_gamgam.root": "700f80e7c960",
        "agc/single_top_s_chan.root": "53dcdcac62f0",
        "agc/single_top_tW.root": "18782d44d2ae",
        "agc/single_top_t_chan.root": "e27d0ac66979",
        "agc/ttbar.root": "4c52fc70618d",
        "agc/ttbar_ME_var.root": "a247bd4b8f9c",
        "agc/ttbar_PS_var.root": "4eda61ff9adc",
        "agc/ttbar_scaledown.root": "d7109308a799",
        "agc/ttbar_scaleup.root": "eb4c43f45edd",
        "agc/wjets.root": "1cfe86216c91",
        "dimuon/DoubleMuParked.root": "6111a5191fe4",
      }
    `);
  });

  it.each(["agc/ttbar.root", "GamGam/data_A.root", "3lep/lllv.root", "dimuon/DoubleMuParked.root"])(
    "is written with its label, and gives back what was generated: %s",
    async (path) => {
      const file = toyFileAt(path, options);
      const sink = createMemorySink();
      const entries = await writeToyFile(file, options, sink);
      const tree = await (await openSound(Uint8Array.from(sink.bytes()))).openTree(file.tree);
      expect([tree.entries, tree.title]).toEqual([entries, toyLabel]);
      const names = file.branches.map(({ name }) => name);
      let start = 0;
      for (const { columns, length } of file.chunks()) {
        const read = await readColumns(tree, names, start, start + length);
        for (const [name, column] of columns) expect(read.get(name), name).toEqual(column);
        start += length;
      }
      expect(start).toBe(entries);
    },
  );

  it("begins with the events of a smaller file, and has others for another seed", () => {
    const first = (path: string, other: object) => {
      const { columns } = toyFileAt(path, { ...options, ...other })
        .chunks()
        .next().value as {
        columns: ReadonlyMap<string, Column>;
      };
      return columns.get("Jet_pt");
    };
    const path = "agc/ttbar.root";
    expect(first(path, { scale: 1 })).toEqual(first(path, { scale: 0.1 }));
    expect(first(path, { scale: 1, seed: 2 })).not.toEqual(first(path, { scale: 1 }));
  });
});

describe("a preset with files of the toy", () => {
  it("says that it is none of nature, and all of its files are the toy's", () => {
    const toys = presetNames().filter((name) => /toy$/.test(name));
    expect(toys).toEqual(["hzz-toy", "wz-toy", "gamma-gamma-toy", "dimuon-toy", "agc-toy", "agc-variations-toy"]);
    for (const name of presetNames()) {
      const { release, groups, title } = presetByName(name);
      const files = groups.flatMap((group) => group.samples.flatMap((sample) => sample.files));
      expect(isToyLabel(release.label), name).toBe(toys.includes(name));
      expect(/toy/i.test(title), name).toBe(toys.includes(name));
      for (const file of files)
        if (toys.includes(name)) expect(() => readToyAddress(file)).not.toThrow();
        else expect(file).not.toMatch(/^toy:/);
    }
  });
});

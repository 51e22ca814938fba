import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { parseSpec } from "../src/analysis/parse-spec.ts";
import { presetInput } from "../src/analysis/presets/presets.ts";
import { writeRootResults } from "../src/results/write-root-results.ts";
import { openRootFile } from "../src/rootio/root-file.ts";
import { openBlobSource } from "../src/rootio/source/blob-source.ts";
import { createMemorySink } from "../src/rootio/write/byte-sink.ts";
import { runInProcess } from "./support/run-in-process.ts";

interface Config {
  readonly General: { readonly InputPath: string };
  readonly Regions: readonly { readonly Name: string; readonly RegionPath: string }[];
  readonly Samples: readonly { readonly Name: string; readonly SamplePath: string }[];
  readonly Systematics: readonly {
    readonly Up: { readonly VariationPath?: string };
    readonly Down: { readonly VariationPath?: string };
    readonly Samples: readonly string[];
  }[];
}

/** Every path that cabinetry asks for: nominal and, of the samples that a systematic names, up and down. */
function* pathsOf({ General, Regions, Samples, Systematics }: Config): Generator<string> {
  const path = (region: string, sample: string, variation: string) =>
    General.InputPath.replace("{RegionPath}", region)
      .replace("{SamplePath}", sample)
      .replace("{VariationPath}", variation);
  for (const { RegionPath } of Regions)
    for (const { Name, SamplePath } of Samples) {
      yield path(RegionPath, SamplePath, "");
      for (const { Up, Down, Samples: named } of Systematics)
        for (const { VariationPath } of [Up, Down])
          if (VariationPath !== undefined && named.includes(Name)) yield path(RegionPath, SamplePath, VariationPath);
    }
}

it("the configuration for cabinetry in docs/publication.md names what stands in the ROOT file of a result", async () => {
  const text = readFileSync(join(import.meta.dirname, "../docs/publication.md"), "utf8");
  const [, block] = /```yaml\n(General:\n[^`]*)```/.exec(text) ?? [];
  const config = parse(block ?? "") as Config;
  const spec = parseSpec({
    ...presetInput("hzz-toy"),
    regions: [
      { name: "4e", where: "flavour == 44" },
      { name: "4mu", where: "flavour == 52" },
    ],
    variations: [{ name: "eleSF", weight: { up: "1.02", down: "0.98" } }],
  });
  const { view } = await runInProcess(spec, {});
  const sink = createMemorySink();
  await writeRootResults(view, sink, { version: "1" });
  const file = await openRootFile(openBlobSource(new Blob([Uint8Array.from(sink.bytes())]), "results.root"));
  const classes = new Map(file.keys.map(({ path, key }) => [path, key.className]));
  const asked = [...pathsOf(config)];
  expect(asked).toHaveLength(2 * (1 + 2 * 3));
  for (const path of asked) {
    expect(path).toMatch(/^results\.root:/);
    expect([path, classes.get(path.slice("results.root:".length))]).toEqual([path, "TH1D"]);
  }
});

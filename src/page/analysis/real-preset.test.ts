import { expect, it } from "vitest";
import { presetByName, presetNames } from "../../analysis/presets/presets.ts";
import { isToyLabel } from "../../analysis/toy/toy-label.ts";
import { toHead } from "../../protocol/documents/to-analysis-document.ts";
import { realPresetOf } from "./real-preset.ts";

const toys = presetNames().filter((name) => isToyLabel(presetByName(name).release.label));

it.each(toys)("%s stands for the preset on real files that is about the same", (name) => {
  const spec = presetByName(name);
  const head = toHead({ id: "0", spec, acceptedAt: "", histograms: [] });
  const { preset, release } = realPresetOf(head);
  const real = presetByName(preset);
  expect(spec.title.startsWith(real.title.split(",")[0]!)).toBe(true);
  expect(real.release.label.startsWith(release)).toBe(true);
  expect(real.groups.some(({ kind }) => kind === "data")).toBe(spec.groups.some(({ kind }) => kind === "data"));
});

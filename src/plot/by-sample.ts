import type { AnalysisDocument, GroupHead, GroupState } from "../protocol/documents/analysis-document.ts";
import { shadesOf } from "./shades.ts";

/**
 * The same analysis with each simulated sample as a group of its own, in the order of the specification, so that everything that shows
 * groups shows samples. Data stay together; samples that only stand in place of others are left out. Colours are shades of those of the
 * groups.
 *
 * @param document with the histograms of its samples (`?samples=true`)
 */
export function bySample<Of extends Pick<AnalysisDocument, "head" | "groups">>(document: Of): Of {
  const { head } = document;
  const simulated = head.groups.filter(({ kind }) => kind !== "data");
  const shades = shadesOf(simulated.flatMap((group) => countedOf(group).map(() => group.color)));
  const labels = simulated.flatMap((group) => countedOf(group).map(({ label }) => label));
  const groups: GroupHead[] = [];
  const states: GroupState[] = [];
  for (const group of head.groups) {
    const state = document.groups.find(({ name }) => name === group.name);
    if (group.kind === "data") {
      groups.push(group);
      if (state !== undefined) states.push(state);
      continue;
    }
    const samples = countedOf(group);
    for (const sample of samples) {
      const { label } = sample;
      const isUnique = labels.indexOf(label) === labels.lastIndexOf(label);
      const name = sampleGroupName(group, sample.name);
      groups.push({
        ...group,
        name,
        label: samples.length === 1 ? group.label : isUnique ? label : `${group.label}: ${label}`,
        color: shades[groups.filter(({ kind }) => kind !== "data").length]!,
        samples: [sample],
      });
      const ofSample = state?.samples.find((each) => each.name === sample.name);
      if (ofSample !== undefined)
        states.push({ ...ofSample, name, histograms: ofSample.histograms ?? {}, samples: [ofSample] });
    }
  }
  return { ...document, head: { ...head, groups }, groups: states };
}

/** What a sample is called among groups: `zz/llll`. A group of one sample is that sample. */
export function sampleGroupName(group: Pick<GroupHead, "name" | "samples">, sample: string): string {
  return countedOf(group).length === 1 ? group.name : `${group.name}/${sample}`;
}

function countedOf({ samples }: Pick<GroupHead, "samples">): GroupHead["samples"] {
  return samples.filter(({ nominal }) => nominal !== false);
}

import { type Fields, fieldsIn, textIn } from "./loose-fields.ts";
import type { SpecProblem } from "./spec-error.ts";

/** Colours of simulated groups that name none, in their order: neighbours differ in brightness too. */
const palette = ["#6b59d3", "#ff0000", "#00cdff", "#f4b400", "#2e7d32", "#b0bec5", "#e377c2", "#8c564b"] as const;

/** What short forms stand for, in words, for the reference page. */
export const shortForms: readonly string[] = [
  "`files` in place of `groups`: one group of data, with one sample of these files.",
  "A group without `label` is called by its name; without `color` data are black, and simulation has colours by position.",
  "An axis without `type` has bins of equal width, or `edges` or `categories` where it gives these.",
  "`profile` as a text is its expression.",
];

/**
 * A specification with its short forms written out; looks at a value of which nothing is known, and changes only what is left out. What is
 * already complete comes back as it is.
 */
export function writtenOut(document: unknown): unknown {
  const spec = fieldsIn(document);
  if (spec === undefined) return document;
  const { files, ...rest } = spec;
  const named =
    files === undefined || spec["groups"] !== undefined
      ? spec
      : { ...rest, groups: [{ name: "data", label: "Data", kind: "data", samples: [{ name: "data", files }] }] };
  return {
    ...named,
    ...(Array.isArray(named["groups"]) ? { groups: withColors(named["groups"]) } : {}),
    ...(Array.isArray(named["histograms"]) ? { histograms: named["histograms"].map(withAxes) } : {}),
  };
}

/** A problem of the written-out specification as one of what a user wrote. */
export function asWritten(document: unknown, { path, message }: SpecProblem): SpecProblem {
  const spec = fieldsIn(document);
  if (spec?.["files"] === undefined) return { path, message };
  if (spec["groups"] === undefined)
    return { path: path.replace(/^groups\[0\]\.samples\[0\]\.files/, "files"), message };
  return path === "files"
    ? { path, message: "stands for groups of one sample; give either files or groups" }
    : { path, message };
}

function withColors(groups: readonly unknown[]): unknown[] {
  let simulated = 0;
  return groups.map((group) => {
    const fields = fieldsIn(group);
    if (fields === undefined) return group;
    const isData = textIn(group, "kind") === "data";
    const color = isData ? "#000000" : palette[simulated++ % palette.length];
    return {
      ...(fields["color"] === undefined ? { color } : {}),
      ...(fields["label"] === undefined ? { label: fields["name"] } : {}),
      ...fields,
    };
  });
}

function withAxes(histogram: unknown): unknown {
  const fields = fieldsIn(histogram);
  if (fields === undefined) return histogram;
  const second = fieldsIn(fields["y"]);
  return {
    ...fields,
    ...(typeof fields["profile"] === "string" ? { profile: { expression: fields["profile"] } } : {}),
    ...axisOf(fields),
    ...(second === undefined ? {} : { y: { ...second, ...axisOf(second) } }),
  };
}

function axisOf(of: Fields): Fields {
  const axis = fieldsIn(of["axis"]);
  if (axis === undefined || axis["type"] !== undefined) return {};
  const type = axis["categories"] === undefined ? (axis["edges"] === undefined ? "regular" : "variable") : "category";
  return { axis: { type, ...axis } };
}

import { isMap, isSeq, type YAMLMap, type YAMLSeq } from "yaml";
import { type SpecText, writeSpecText } from "./spec-text.ts";

/** What a first histogram is. */
const first = { name: "first", expression: "", axis: { bins: 50, lower: 0, upper: 100 } };

/** The text with one more histogram behind the others: a copy of the one at the caret, else of the last. What has faults stays. */
export function withHistogram(spec: SpecText, caret: number): string {
  return changed(spec, (list) => {
    const at = indexAt(spec, list, caret);
    const [model] = (at < 0 ? list.items.slice(-1) : [list.items[at]]) as (YAMLMap | undefined)[];
    const copy = model === undefined ? spec.document.createNode(first) : (model.clone() as YAMLMap);
    if (isMap(copy)) copy.set("name", freeName(copy.get("name"), list.toJSON()));
    list.items.push(copy);
  });
}

/** The text without the histogram at the caret; the same where there is none. */
export function withoutHistogram(spec: SpecText, caret: number): string {
  return changed(spec, (list) => {
    const at = indexAt(spec, list, caret);
    if (at >= 0) list.items.splice(at, 1);
  });
}

/** Comments of YAML stay. */
function changed(spec: SpecText, change: (list: YAMLSeq) => void): string {
  const { document } = spec;
  if (spec.faults.length > 0 || !isMap(document.contents)) return spec.text;
  if (!isSeq(document.get("histograms"))) document.set("histograms", document.createNode([]));
  const list = document.get("histograms");
  if (!isSeq(list)) return spec.text;
  const before = list.items.length;
  change(list);
  if (list.items.length === before) return spec.text;
  // The empty list is written with brackets; what is in it now is not.
  if (before === 0) list.flow = false;
  return spec.kind === "JSON" ? writeSpecText(document.toJS(), "JSON") : document.toString({ lineWidth: 0 });
}

/** A line with a dash belongs to the histogram behind it; without one, to the one before. */
function indexAt({ text }: SpecText, { range, items }: YAMLSeq, caret: number): number {
  const line = text.lastIndexOf("\n", caret - 1) + 1;
  const behindDash = line + (/^\s*- */.exec(text.slice(line))?.[0].length ?? 0);
  const place = Math.max(caret, behindDash);
  if (!range || place >= range[1]) return -1;
  return items.findLastIndex((item) => isMap(item) && item.range && item.range[0] <= place);
}

function freeName(name: unknown, histograms: readonly unknown[]): string {
  const taken = new Set(histograms.map((each) => (each as { name?: unknown } | null)?.name));
  const stem = typeof name === "string" && name !== "" ? name : first.name;
  if (!taken.has(stem)) return stem;
  let n = 2;
  while (taken.has(`${stem}_${n}`)) n++;
  return `${stem}_${n}`;
}

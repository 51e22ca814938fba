import { openFile } from "jsroot/io";
import { TSelector, treeProcess } from "jsroot/tree";
import { argumentsOf, measure } from "../measure.ts";
import { binOf, courses, type Event } from "../selection.ts";

interface JsrootTree {
  readonly fBranches: { readonly arr: readonly { fClassName?: string }[] };
  readonly fEntries: number;
}

const { course, path, count } = argumentsOf();
const { tree: treeName, branches, bins, select } = courses[course];

class Selection extends TSelector {
  readonly entries = new Array<number>(bins + 2).fill(0);
  readonly sumw = new Array<number>(bins + 2).fill(0);
  seen = 0;
  ok = false;
  override Process(): void {
    this.seen++;
    const event = select(this.tgtobj as unknown as Event);
    if (event === undefined) return;
    const bin = binOf(event.m4l, bins);
    this.entries[bin]! += 1;
    this.sumw[bin]! += event.weight;
  }
  override Terminate(ok: boolean): void {
    this.ok = ok;
  }
}

// Opened and interpreted anew in every pass, as every run of a user does.
await measure(count, async () => {
  const file = (await openFile(path as never)) as unknown as { readObject(name: string): Promise<JsrootTree> };
  const tree = await file.readObject(treeName);
  // jsroot does not know RVec; it reads it when told that it is a vector.
  for (const branch of tree.fBranches.arr)
    if (branch.fClassName?.startsWith("ROOT::VecOps::RVec<") === true)
      branch.fClassName = branch.fClassName.replace("ROOT::VecOps::RVec", "vector");
  const selection = new Selection();
  for (const branch of branches) selection.addBranch(branch);
  await treeProcess(tree, selection);
  if (!selection.ok || selection.seen !== tree.fEntries) throw new Error(`TSelector saw ${selection.seen} entries`);
  return { entries: selection.seen, histogram: { entries: selection.entries, sumw: selection.sumw } };
});

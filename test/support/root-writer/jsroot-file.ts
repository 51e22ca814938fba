import { openFile } from "jsroot/io";
import { treeProcess, TSelector } from "jsroot/tree";

/** An object as jsroot makes it: ROOT's member names. */
export type JsrootObject = Readonly<Record<string, unknown>>;

export interface JsrootFile {
  readonly fKeys: readonly { readonly fName: string; readonly fClassName: string }[];
  readonly fStreamerInfos: { readonly arr: readonly JsrootObject[] };
  readObject(path: string): Promise<JsrootObject>;
}

/** Opens a whole file in memory with jsroot, independently of our reader. */
export async function openWithJsroot(bytes: Uint8Array): Promise<JsrootFile> {
  const copy = Uint8Array.from(bytes).buffer;
  return (await openFile(copy as never)) as unknown as JsrootFile;
}

/** All values of some branches, entry by entry, as jsroot's TSelector gives them. */
export async function readWithJsroot(
  tree: JsrootObject,
  branches: readonly string[],
  range: { readonly firstentry?: number; readonly numentries?: number } = {},
): Promise<Map<string, unknown[]>> {
  const columns = new Map<string, unknown[]>(branches.map((name) => [name, []]));
  class Reader extends TSelector {
    finished = false;
    override Process(): void {
      for (const [name, values] of columns) {
        const value = this.tgtobj[name];
        values.push(
          Array.isArray(value) || ArrayBuffer.isView(value) ? Array.from(value as ArrayLike<unknown>) : value,
        );
      }
    }
    override Terminate(ok: boolean): void {
      this.finished = ok;
    }
  }
  const reader = new Reader();
  for (const name of branches) reader.addBranch(name);
  await (treeProcess as (tree: object, selector: TSelector, args: object) => Promise<unknown>)(tree, reader, range);
  if (!reader.finished && tree["fEntries"] !== 0) throw new Error("jsroot did not read the tree to its end");
  return columns;
}

/** jsroot makes a letter of each byte; ROOT and uproot take texts for UTF-8. */
export function utf8(text: unknown): string {
  return Buffer.from(text as string, "latin1").toString("utf8");
}

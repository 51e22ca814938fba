/** The part of jsroot that the benchmark races against; only `bench/` uses it. */
declare module "jsroot/tree" {
  export class TSelector {
    tgtobj: Record<string, unknown>;
    addBranch(branch: string | object, name?: string): number;
    Process(entry: number): void;
    Terminate(ok: boolean): void;
  }
  export function treeProcess(tree: object, selector: TSelector): Promise<unknown>;
}

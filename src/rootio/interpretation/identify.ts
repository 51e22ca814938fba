import type { Streamers } from "../streamer-info.ts";
import type { BranchMetadata } from "../tree-metadata.ts";
import { leavesOf } from "./form.ts";
import { formOfBranch } from "./form-of-branch.ts";
import { interpret, type Interpretation, type UnknownInterpretation } from "./interpretation.ts";

/** One value, or list of values, of a branch: the only one, or a member of the object that each entry holds. */
export interface BranchLeaf {
  /** Its path, and behind a dot the members: `Muon/Muon.pt`, `jet.fP.fX`. */
  readonly name: string;
  /** Members of the object, none if the branch holds the value itself. */
  readonly members: readonly string[];
  readonly branch: BranchMetadata;
  readonly interpretation: Interpretation | UnknownInterpretation;
}

/** Finds out how a branch is to be read, from its class and leaves and what the file says of classes. */
export function identify(branch: BranchMetadata, streamers: Streamers): BranchLeaf[] {
  const form = formOfBranch(branch, streamers);
  const leaves = leavesOf(form).map((leaf) => ({
    name: [branch.path, ...leaf.path].join("."),
    members: leaf.path,
    branch,
    interpretation: interpret(form, leaf),
  }));
  if (leaves.length > 0) return leaves;
  const reason = `it holds no values (class ${branch.className})`;
  return [{ name: branch.path, members: [], branch, interpretation: { kind: "unknown", reason } }];
}

import type { LeafType } from "../../rootio/column.ts";
import type { Coordinates } from "../collection-fields.ts";

/** Members that hold the coordinates, from the outermost on. */
type Member = readonly [string] | readonly [string, string];

const point = (...names: readonly string[]): readonly Member[] => names.map((name) => ["fCoordinates", name] as const);

/** Members of TLorentzVector, and of ROOT::Math::LorentzVector with each of its coordinates; no two classes share theirs. */
const classes: readonly { readonly coordinates: Coordinates; readonly members: readonly Member[] }[] = [
  { coordinates: "pxPyPzE", members: [["fP", "fX"], ["fP", "fY"], ["fP", "fZ"], ["fE"]] },
  { coordinates: "pxPyPzE", members: point("fX", "fY", "fZ", "fT") },
  { coordinates: "pxPyPzM", members: point("fX", "fY", "fZ", "fM") },
  { coordinates: "ptEtaPhiE", members: point("fPt", "fEta", "fPhi", "fE") },
  { coordinates: "ptEtaPhiM", members: point("fPt", "fEta", "fPhi", "fM") },
];

/** How the leaf of a member is called: of an object in one branch, and of one that is split into branches. */
const spellings: readonly ((name: string, members: Member) => string)[] = [
  (name, members) => [name, ...members].join("."),
  (name, members) => `${name}/${members.join(".")}`,
  (name, members) => [name, ...members].join("/"),
  (name, members) => `${name}/${name}.${members.join(".")}`,
  (name, members) => `${name}/${members[0]}/${members.join(".")}`,
];

/** A branch that holds four-vectors, as the leaves of their coordinates. */
export interface VectorBranch {
  readonly coordinates: Coordinates;
  readonly leaves: readonly (readonly [name: string, column: LeafType])[];
}

/** The four-vectors that a branch holds, by its name; undefined if it holds none. */
export function findVectorBranch(branches: ReadonlyMap<string, LeafType>, name: string): VectorBranch | undefined {
  for (const { coordinates, members } of classes) {
    const leaves = members.flatMap((member) => {
      const spelled = spellings.map((spell) => spell(name, member)).find((leaf) => branches.has(leaf));
      return spelled === undefined ? [] : [[spelled, branches.get(spelled)!] as const];
    });
    if (leaves.length === members.length && leaves.every(([, { type }]) => type === "float32" || type === "float64"))
      return { coordinates, leaves };
  }
  return undefined;
}

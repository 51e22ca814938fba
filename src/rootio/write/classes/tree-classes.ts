import { tAttFill, tAttLine, tAttMarker, tList, tNamed, tObjArray, tObject, tString } from "./base-classes.ts";
import {
  array,
  base,
  basic,
  basics,
  type ClassDescription,
  describeClass,
  counter,
  object,
  plainObject,
  pointer,
  text,
  vector,
} from "./class-description.ts";

export const tIOFeatures = describeClass("ROOT::TIOFeatures", 1, 0x1aa12f10, [basic("fIOBits", "unsigned char")]);

const perBasket = { name: "fMaxBaskets", className: "TBranch", version: 13 };

export const tBranch = describeClass("TBranch", 13, 0x10978aac, [
  base(tNamed),
  base(tAttFill),
  ...basics("int", "fCompress", "fBasketSize", "fEntryOffsetLen", "fWriteBasket"),
  basic("fEntryNumber", "Long64_t"),
  plainObject("fIOFeatures", tIOFeatures, 1),
  basic("fOffset", "int"),
  counter("fMaxBaskets"),
  basic("fSplitLevel", "int"),
  ...basics("Long64_t", "fEntries", "fFirstEntry", "fTotBytes", "fZipBytes"),
  object("fBranches", tObjArray, 64),
  object("fLeaves", tObjArray, 64),
  object("fBaskets", tObjArray, 64),
  array("fBasketBytes", "int", perBasket),
  array("fBasketEntry", "Long64_t", perBasket),
  array("fBasketSeek", "Long64_t", perBasket),
  text("fFileName", tString),
]);

export const tBranchElement = describeClass("TBranchElement", 10, 0xe74f5e63, [
  base(tBranch),
  text("fClassName", tString),
  text("fParentName", tString),
  text("fClonesName", tString),
  basic("fCheckSum", "unsigned int"),
  basic("fClassVersion", "short"),
  ...basics("int", "fID", "fType", "fStreamerType", "fMaximum"),
  pointer("fBranchCount", "TBranchElement"),
  pointer("fBranchCount2", "TBranchElement"),
]);

const tLeaf = describeClass("TLeaf", 2, 0x6d1e8152, [
  base(tNamed),
  ...basics("int", "fLen", "fLenType", "fOffset"),
  ...basics("bool", "fIsRange", "fIsUnsigned"),
  pointer("fLeafCount", "TLeaf"),
]);

export const tLeafElement = describeClass("TLeafElement", 1, 0xa04f8893, [
  base(tLeaf),
  ...basics("int", "fID", "fType"),
]);

type LeafType = Parameters<typeof basics>[0];

function leafClass(name: string, checksum: number, type: LeafType): ClassDescription {
  return { name, version: 1, checksum, members: [base(tLeaf), ...basics(type, "fMinimum", "fMaximum")] };
}

export const tLeafO = leafClass("TLeafO", 0x02ae48d3, "bool");
export const tLeafB = leafClass("TLeafB", 0x0f1e4b5e, "char");
export const tLeafS = leafClass("TLeafS", 0x150ceecf, "short");
export const tLeafI = leafClass("TLeafI", 0x7e6aae19, "int");
export const tLeafL = leafClass("TLeafL", 0xde320862, "Long64_t");
export const tLeafF = leafClass("TLeafF", 0x3add9d72, "float");
export const tLeafD = leafClass("TLeafD", 0x118e8776, "double");

const tRefTable = describeClass("TRefTable", 3, 0x8c895b85, [
  base(tObject),
  basic("fSize", "int"),
  pointer("fParents", tObjArray),
  pointer("fOwner", tObject),
  vector("fProcessGUIDs", "vector<string>", 61, 24),
]);

/** No tree of ours has one, but a tree has a pointer to one. */
const tBranchRef = describeClass("TBranchRef", 1, 0x2360b3fd, [base(tBranch), pointer("fRefTable", tRefTable)]);

const perRange = { name: "fNClusterRange", className: "TTree", version: 20 };

export const tTree = describeClass("TTree", 20, 0x7264e07f, [
  base(tNamed),
  base(tAttLine),
  base(tAttFill),
  base(tAttMarker),
  ...basics("Long64_t", "fEntries", "fTotBytes", "fZipBytes", "fSavedBytes", "fFlushedBytes"),
  basic("fWeight", "double"),
  ...basics("int", "fTimerInterval", "fScanField", "fUpdate", "fDefaultEntryOffsetLen"),
  counter("fNClusterRange"),
  ...basics("Long64_t", "fMaxEntries", "fMaxEntryLoop", "fMaxVirtualSize", "fAutoSave", "fAutoFlush", "fEstimate"),
  array("fClusterRangeEnd", "Long64_t", perRange),
  array("fClusterSize", "Long64_t", perRange),
  plainObject("fIOFeatures", tIOFeatures, 1),
  object("fBranches", tObjArray, 64),
  object("fLeaves", tObjArray, 64),
  pointer("fAliases", tList),
  plainObject("fIndexValues", "TArrayD", 24),
  plainObject("fIndex", "TArrayI", 24),
  pointer("fTreeIndex", "TVirtualIndex"),
  pointer("fFriends", tList),
  pointer("fUserInfo", tList),
  pointer("fBranchRef", tBranchRef),
]);

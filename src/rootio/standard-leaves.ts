/**
 * Classes of leaves as ROOT has always written them, in the form in which jsroot keeps what files say of classes: some
 * programs leave their description out of their files.
 *
 * @see https://root.cern/doc/master/classTLeaf.html
 */
export const standardLeaves = [
  standardClass("TLeaf", 2, [
    { ...element("TStreamerBase", "TNamed", 67, "BASE"), fBaseVersion: 1 },
    ...["fLen", "fLenType", "fOffset"].map((name) => element("TStreamerBasicType", name, 3, "int")),
    ...["fIsRange", "fIsUnsigned"].map((name) => element("TStreamerBasicType", name, 18, "bool")),
    element("TStreamerObjectPointer", "fLeafCount", 64, "TLeaf*"),
  ]),
  leafClass("TLeafO", 18, "bool"),
  leafClass("TLeafB", 1, "char"),
  leafClass("TLeafS", 2, "short"),
  leafClass("TLeafI", 3, "int"),
  leafClass("TLeafL", 16, "Long64_t"),
  leafClass("TLeafG", 4, "long"),
  leafClass("TLeafF", 5, "float"),
  leafClass("TLeafD", 8, "double"),
  leafClass("TLeafC", 3, "int"),
];

function leafClass(fName: string, type: number, typeName: string) {
  const members = ["fMinimum", "fMaximum"].map((member) => element("TStreamerBasicType", member, type, typeName));
  const base = { ...element("TStreamerBase", "TLeaf", 0, "BASE"), fBaseVersion: 2 };
  return standardClass(fName, 1, [base, ...members]);
}

function standardClass(fName: string, fClassVersion: number, arr: readonly object[]) {
  return { _typename: "TStreamerInfo", fName, fClassVersion, fElements: { arr } };
}

function element(_typename: string, fName: string, fType: number, fTypeName: string) {
  return {
    _typename,
    fName,
    fTitle: "",
    fType,
    fTypeName,
    fSize: 0,
    fArrayLength: 0,
    fArrayDim: 0,
    fMaxIndex: [0, 0, 0, 0, 0],
  };
}

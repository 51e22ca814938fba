import { array, base, basic, basics, bits, type ClassDescription, describeClass, text } from "./class-description.ts";

/** Classes that others are made of. A class of version 0 is never written itself, only what derives from it is. */

export const tString: ClassDescription = { name: "TString", version: 2, checksum: 0x00017419, members: [] };

export const tObject = describeClass("TObject", 1, 0x901bc02d, [basic("fUniqueID", "unsigned int"), bits("fBits")]);

export const tNamed = describeClass("TNamed", 1, 0xdfb74a3c, [
  base(tObject),
  text("fName", tString),
  text("fTitle", tString),
]);

export const tObjString = describeClass("TObjString", 1, 0x9c8e4800, [base(tObject), text("fString", tString)]);

const tCollection = describeClass("TCollection", 3, 0x57e3cb9c, [
  base(tObject),
  text("fName", tString),
  basic("fSize", "int"),
]);

const tSeqCollection = describeClass("TSeqCollection", 0, 0xfc6c3bc6, [base(tCollection)]);

export const tList = describeClass("TList", 5, 0x69c5c3bb, [base(tSeqCollection)]);

export const tHashList = describeClass("THashList", 0, 0xcc7e49c1, [base(tList)]);

export const tObjArray = describeClass("TObjArray", 3, 0xa99e6552, [
  base(tSeqCollection),
  ...basics("int", "fLowerBound", "fLast"),
]);

const tArray = describeClass("TArray", 1, 0x007021b2, [basic("fN", "int")]);

export const tArrayD = describeClass("TArrayD", 1, 0x7139ef34, [
  base(tArray),
  array("fArray", "double", { name: "fN", className: "TArray", version: 1 }),
]);

export const tAttLine = describeClass(
  "TAttLine",
  2,
  0x94074549,
  basics("short", "fLineColor", "fLineStyle", "fLineWidth"),
);

export const tAttFill = describeClass("TAttFill", 2, 0xffd92a92, basics("short", "fFillColor", "fFillStyle"));

export const tAttMarker = describeClass("TAttMarker", 2, 0x291d8bec, [
  ...basics("short", "fMarkerColor", "fMarkerStyle"),
  basic("fMarkerSize", "float"),
]);

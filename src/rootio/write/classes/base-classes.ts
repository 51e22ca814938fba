import { array, base, basic, basics, bits, type ClassDescription, text } from "./class-description.ts";

/** Classes that others are made of. A class of version 0 is never written itself, only what derives from it is. */

export const tString: ClassDescription = { name: "TString", version: 2, checksum: 0x00017419, members: [] };

export const tObject: ClassDescription = {
  name: "TObject",
  version: 1,
  checksum: 0x901bc02d,
  members: [basic("fUniqueID", "unsigned int"), bits("fBits")],
};

export const tNamed: ClassDescription = {
  name: "TNamed",
  version: 1,
  checksum: 0xdfb74a3c,
  members: [base(tObject), text("fName", tString), text("fTitle", tString)],
};

export const tObjString: ClassDescription = {
  name: "TObjString",
  version: 1,
  checksum: 0x9c8e4800,
  members: [base(tObject), text("fString", tString)],
};

const tCollection: ClassDescription = {
  name: "TCollection",
  version: 3,
  checksum: 0x57e3cb9c,
  members: [base(tObject), text("fName", tString), basic("fSize", "int")],
};

const tSeqCollection: ClassDescription = {
  name: "TSeqCollection",
  version: 0,
  checksum: 0xfc6c3bc6,
  members: [base(tCollection)],
};

export const tList: ClassDescription = {
  name: "TList",
  version: 5,
  checksum: 0x69c5c3bb,
  members: [base(tSeqCollection)],
};

export const tHashList: ClassDescription = {
  name: "THashList",
  version: 0,
  checksum: 0xcc7e49c1,
  members: [base(tList)],
};

export const tObjArray: ClassDescription = {
  name: "TObjArray",
  version: 3,
  checksum: 0xa99e6552,
  members: [base(tSeqCollection), ...basics("int", "fLowerBound", "fLast")],
};

const tArray: ClassDescription = {
  name: "TArray",
  version: 1,
  checksum: 0x007021b2,
  members: [basic("fN", "int")],
};

export const tArrayD: ClassDescription = {
  name: "TArrayD",
  version: 1,
  checksum: 0x7139ef34,
  members: [base(tArray), array("fArray", "double", { name: "fN", className: "TArray", version: 1 })],
};

export const tAttLine: ClassDescription = {
  name: "TAttLine",
  version: 2,
  checksum: 0x94074549,
  members: basics("short", "fLineColor", "fLineStyle", "fLineWidth"),
};

export const tAttFill: ClassDescription = {
  name: "TAttFill",
  version: 2,
  checksum: 0xffd92a92,
  members: basics("short", "fFillColor", "fFillStyle"),
};

export const tAttMarker: ClassDescription = {
  name: "TAttMarker",
  version: 2,
  checksum: 0x291d8bec,
  members: [...basics("short", "fMarkerColor", "fMarkerStyle"), basic("fMarkerSize", "float")],
};

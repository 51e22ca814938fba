import { tArrayD, tAttFill, tAttLine, tAttMarker, tHashList, tList, tNamed, tString } from "./base-classes.ts";
import {
  array,
  base,
  basic,
  basics,
  type ClassDescription,
  counter,
  enumeration,
  object,
  ownedPointer,
  plainObject,
  pointer,
  text,
} from "./class-description.ts";

const tAttAxis: ClassDescription = {
  name: "TAttAxis",
  version: 4,
  checksum: 0x5c6fff3e,
  members: [
    basic("fNdivisions", "int"),
    ...basics("short", "fAxisColor", "fLabelColor", "fLabelFont"),
    ...basics("float", "fLabelOffset", "fLabelSize", "fTickLength", "fTitleOffset", "fTitleSize"),
    ...basics("short", "fTitleColor", "fTitleFont"),
  ],
};

const tAxis: ClassDescription = {
  name: "TAxis",
  version: 10,
  checksum: 0x5a496e70,
  members: [
    base(tNamed),
    base(tAttAxis),
    basic("fNbins", "int"),
    ...basics("double", "fXmin", "fXmax"),
    plainObject("fXbins", tArrayD, 24),
    ...basics("int", "fFirst", "fLast"),
    basic("fBits2", "unsigned short"),
    basic("fTimeDisplay", "bool"),
    text("fTimeFormat", tString),
    pointer("fLabels", tHashList),
    pointer("fModLabs", tList),
  ],
};

const tH1: ClassDescription = {
  name: "TH1",
  version: 8,
  checksum: 0x1c3740c4,
  members: [
    base(tNamed),
    base(tAttLine),
    base(tAttFill),
    base(tAttMarker),
    basic("fNcells", "int"),
    object("fXaxis", tAxis, 216),
    object("fYaxis", tAxis, 216),
    object("fZaxis", tAxis, 216),
    ...basics("short", "fBarOffset", "fBarWidth"),
    ...basics("double", "fEntries", "fTsumw", "fTsumw2", "fTsumwx", "fTsumwx2", "fMaximum", "fMinimum", "fNormFactor"),
    plainObject("fContour", tArrayD, 24),
    plainObject("fSumw2", tArrayD, 24),
    text("fOption", tString),
    ownedPointer("fFunctions", tList),
    counter("fBufferSize"),
    array("fBuffer", "double", { name: "fBufferSize", className: "TH1", version: 8 }),
    enumeration("fBinStatErrOpt", "TH1::EBinErrorOpt"),
    enumeration("fStatOverflows", "TH1::EStatOverflows"),
  ],
};

export const tH1D: ClassDescription = {
  name: "TH1D",
  version: 3,
  checksum: 0xf9b1569f,
  members: [base(tH1), base(tArrayD)],
};

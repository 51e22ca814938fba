import { tArrayD, tAttFill, tAttLine, tAttMarker, tHashList, tList, tNamed, tString } from "./base-classes.ts";
import {
  array,
  base,
  basic,
  basics,
  describeClass,
  counter,
  enumeration,
  object,
  ownedPointer,
  plainObject,
  pointer,
  text,
} from "./class-description.ts";

const tAttAxis = describeClass("TAttAxis", 4, 0x5c6fff3e, [
  basic("fNdivisions", "int"),
  ...basics("short", "fAxisColor", "fLabelColor", "fLabelFont"),
  ...basics("float", "fLabelOffset", "fLabelSize", "fTickLength", "fTitleOffset", "fTitleSize"),
  ...basics("short", "fTitleColor", "fTitleFont"),
]);

const tAxis = describeClass("TAxis", 10, 0x5a496e70, [
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
]);

const tH1 = describeClass("TH1", 8, 0x1c3740c4, [
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
]);

const tH2 = describeClass("TH2", 5, 0x0182347f, [
  base(tH1),
  ...basics("double", "fScalefactor", "fTsumwy", "fTsumwy2", "fTsumwxy"),
]);

export const tH2D = describeClass("TH2D", 4, 0x7fba82f0, [base(tH2), base(tArrayD)]);

export const tH1D = describeClass("TH1D", 3, 0xf9b1569f, [base(tH1), base(tArrayD)]);

export const tProfile = describeClass("TProfile", 7, 0x4bedee54, [
  base(tH1D),
  plainObject("fBinEntries", tArrayD, 24),
  enumeration("fErrorMode", "EErrorType"),
  ...basics("double", "fYmin", "fYmax", "fTsumwy", "fTsumwy2"),
  plainObject("fBinSumw2", tArrayD, 24),
]);

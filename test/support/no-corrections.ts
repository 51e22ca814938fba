import { CorrectionReader } from "../../src/corrections/correction-reader.ts";
import { Corrections } from "../../src/processor/corrections.ts";

/** Of recipes that call none. */
export const noCorrections = new Corrections(new CorrectionReader({ mirrors: [] }));

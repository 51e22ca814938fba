import { release2020, release2025 } from "./catalogue.ts";
import { agc2015, dimuon2012 } from "./catalogue-cms.ts";
import { skimBaseUrls } from "./catalogue-skims.ts";

/** Where the files of the presets are. */
export const catalogueBaseUrls: readonly string[] = [
  ...release2020.baseUrls,
  ...release2025.baseUrls,
  ...skimBaseUrls("3lep"),
  ...skimBaseUrls("GamGam"),
  ...dimuon2012.baseUrls,
  ...agc2015.baseUrls,
];

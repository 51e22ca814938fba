import { createHmac } from "node:crypto";
import type { SealedStrength } from "../analysis/toy/toy-options.ts";

const letters = "abcdefghijklmnopqrstuvwxyz234567";

/**
 * The seal of a secret word: it stands in addresses and files in place of a signal strength, which follows from it. So those who make the
 * files need not know the word, and the strength is hidden from a glance, not from one who reads this code.
 *
 * Case and spaces around the word do not matter, as it may be passed on by mouth.
 */
export function sealOf(word: string): SealedStrength {
  const spelled = word.normalize("NFC").trim().toLowerCase();
  const digest = createHmac("sha256", "hzz-edge toy, signal strength").update(spelled).digest();
  return `sealed-${Array.from(digest.subarray(0, 8), (byte) => letters[byte % letters.length]).join("")}`;
}

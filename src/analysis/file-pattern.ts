/**
 * Names of files with a pattern in them, such as `Data/*.root`. In a relative path `*` stands for any characters of one name, and
 * `**` between slashes for any folders, also none. Neither stands for what begins with a dot. There is no other special character.
 */

/** Whether a name stands for whichever files are there. */
export function isFilePattern(name: string): boolean {
  return name.includes("*") && !hasScheme(name);
}

/** Whether a name stands for a text file of names. */
export function isFileList(name: string): boolean {
  return name.startsWith("@");
}

/** What is wrong with a name as a pattern; undefined if nothing is, or it is none. */
export function patternProblem(name: string): string | undefined {
  if (isFileList(name))
    return "a list of names is read by hzz run and hzz submit, beside the specification in a file; here, write the names out";
  if (!name.includes("*")) return undefined;
  if (hasScheme(name))
    return /^[^?#]*\*/.test(name)
      ? 'a server cannot be listed, so an address has no pattern in it; write the addresses out, or put them into a text file: "@files.txt"'
      : undefined;
  return name.split("/").some((part) => part !== "**" && part.includes("**"))
    ? '"**" stands for folders, and has a "/" on both sides: Data/**/*.root'
    : undefined;
}

/** The parts of a pattern between slashes, with one `**` in place of several, and `*` behind one at the end. */
export function patternParts(pattern: string): string[] {
  const parts = pattern
    .split("/")
    .filter((part, i, all) => part !== "" && part !== "." && !(part === "**" && all[i - 1] === "**"));
  return parts.at(-1) === "**" ? [...parts, "*"] : parts;
}

/** Whether a name of a file or folder is one that a part of a pattern stands for; takes no longer than both lengths multiplied. */
export function matchesPart(part: string, name: string): boolean {
  if (name.startsWith(".") && !part.startsWith(".")) return false;
  let [p, n] = [0, 0];
  // Behind the last star, and how much of the name it has taken.
  let [afterStar, taken] = [-1, 0];
  while (n < name.length)
    if (part[p] === "*") {
      afterStar = ++p;
      taken = n;
    } else if (p < part.length && part[p] === name[n]) {
      p++;
      n++;
    } else if (afterStar >= 0) {
      p = afterStar;
      n = ++taken;
    } else return false;
  while (part[p] === "*") p++;
  return p === part.length;
}

function hasScheme(name: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(name);
}

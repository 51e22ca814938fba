import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * The path of a program that tests start.
 *
 * @param names that distributions give to it
 * @param packageName of Debian
 * @throws {Error} saying how to install it: tests are never skipped for it
 */
export function findProgram(names: readonly string[], packageName: string): string {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  for (const path of folders.flatMap((folder) => names.map((name) => join(folder, name))))
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // The next one, then.
    }
  throw new Error(`${names[0]} is not installed: run \`apt-get install ${packageName}\`, or \`npm test\` as root`);
}

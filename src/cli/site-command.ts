import { cp, mkdir, readdir } from "node:fs/promises";
import { defineCommand, option } from "./command.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import type { Program } from "./program.ts";
import { UsageError } from "./usage-error.ts";

export const site = defineCommand({
  name: "site",
  summary: "write a page that runs analyses in the browser alone, for any static host",
  parameters: {
    folder: option("out", "DIR", "folder for the page; made if it is not there, else it must be empty"),
  },
  details: [
    "The page needs no server but one that hands out its files. Whoever opens it picks ROOT files from disk, or names addresses that " +
      "allow it; events are read and counted in the browser, with the same results as everywhere. docs/edge.md tells more.",
  ],
  examples: ["hzz site --out site"],
  check: ({ folder }) => {
    if (folder === undefined) throw new UsageError("--out is missing: the folder for the page");
  },
  run: ({ folder = "" }, program) => writeSite(folder, program),
});

/** Nothing is overwritten or mixed: an older page has files of other names, which would stay for ever. */
async function writeSite(folder: string, { siteFolder, stdout }: Program): Promise<ExitCode> {
  try {
    await mkdir(folder, { recursive: true });
    const there = await readdir(folder);
    if (there.length > 0)
      throw new UsageError(
        `--out ${folder}: there is ${there[0]} already; expected a folder that is empty or not there`,
      );
    await cp(siteFolder, folder, { recursive: true });
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`--out ${folder}: the page cannot be written: ${reason}`, {}, { cause });
  }
  stdout.write(`${folder} can be put on any static host; open its index.html by https, or on this machine by http.\n`);
  return exitCodes.complete;
}

import { countOption, flag, option, repeatedOption } from "./command.ts";
import { personNameExpectation, toPersonName } from "../protocol/person-name.ts";
import { priorities, type Priority } from "../protocol/priority.ts";
import { UsageError } from "./usage-error.ts";

/** Options that several commands take. */

export const noColor = flag("no-color", "use no colours, as with NO_COLOR in the environment");
export const quiet = flag("quiet", "show no progress");
export const quietWatching = flag("quiet", "show no progress and no live plot");
export const mirrors = repeatedOption(
  "mirror",
  "DIR",
  "look for files below DIR before the release's URLs; may be repeated (default: HZZ_MIRROR)",
);
export const perUnit = flag("per-unit", "plots with events per unit of the axis (Events / GeV), not per bin");
export const unblind = flag("unblind", "with the data in the ranges that the specification blinds");
export const samples = option(
  "samples",
  "LIST",
  "only these samples, comma-separated, with * and ?: 'data_*,Zee'",
  (list) => {
    const patterns = list.split(",").map((pattern) => pattern.trim());
    if (patterns.includes("")) throw new UsageError(`--samples expects names between commas, found "${list}"`);
    return patterns;
  },
);
export const priority = option(
  "priority",
  "WORD",
  "interactive (default): its work takes turns with that of others; batch: it is done while little else waits",
  (text): Priority => {
    const known = priorities.find((each) => each === text);
    if (known === undefined) throw new UsageError(`--priority expects ${priorities.join(" or ")}, found "${text}"`);
    return known;
  },
);
export const startedAs = option(
  "as",
  "NAME",
  "your name: who started it, in the server's list and on its page",
  (text): string => {
    const name = toPersonName(text);
    if (name === undefined)
      throw new UsageError(`--as expects ${personNameExpectation}, found ${JSON.stringify(text)}`);
    return name;
  },
);
export const workers = countOption("workers", "N", "threads that read files (default: one per core)", 64);
export const broker = option("broker", "URL", "message broker (default: memory:, all in this process)");
export const out = option(
  "out",
  "FILE",
  "write the result to FILE: .root, .csv, .hzz.json (all that plot and export need), else UHI JSON",
);
export const url = option("url", "URL", "the server (default: HZZ_URL, else http://localhost:8080)");
export const json = flag("json", "print JSON");
export const jsonReport = flag("json", "print the report, as --report writes it, in place of tables and plots");

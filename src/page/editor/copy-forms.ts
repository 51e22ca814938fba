import { inclusiveRegion, regionsOf } from "../../analysis/region-names.ts";
import { distinctNames } from "../../results/distinct-names.ts";
import { writeSpecText } from "./spec-text.ts";

/** What can be taken along: the specification, a command that starts it, a program that reads its result. */
export type CopyForm = "JSON" | "YAML" | "curl" | "Python";

/** Where a server is, and which analysis of it is meant. */
export interface CopyPlace {
  /** Address of the server, without a slash at its end. */
  readonly server: string;
  /** The analysis that has a result, with the names of what is in it; undefined: it is not started yet. */
  readonly started: StartedAnalysis | undefined;
}

export interface StartedAnalysis {
  readonly id: string;
  readonly groups: readonly Named[];
  readonly histograms: readonly (Named & { readonly regions?: readonly string[] | undefined })[];
  readonly regions?: readonly Named[] | undefined;
}

/** The forms that there are: only what was started has a result that a program could read. */
export function copyForms({ started }: CopyPlace): readonly CopyForm[] {
  return ["JSON", "YAML", "curl", ...(started === undefined ? [] : (["Python"] as const))];
}

/** @param spec as a server takes it; a program reads what was started, whatever has become of the text */
export function textOfCopy(form: CopyForm, spec: unknown, { server, started }: CopyPlace): string {
  if (form === "curl") return curlText(spec, server);
  if (form !== "Python") return writeSpecText(spec, form);
  return started === undefined ? "" : pythonText(server, started);
}

/** For shells of POSIX: an apostrophe ends the quotes, stands by itself, and begins them again. */
function curlText(spec: unknown, server: string): string {
  const body = writeSpecText(spec, "JSON")
    .trimEnd()
    .replaceAll("'", String.raw`'\''`);
  return `curl --json '${body}' '${server}/analyses'\n`;
}

/** Reads one histogram of each group from the ROOT file of the result. */
function pythonText(server: string, started: StartedAnalysis): string {
  const { id, groups } = started;
  const address = `${server}/analyses/${encodeURIComponent(id)}/results.root`;
  return [
    "# pip install uproot hist",
    "import io, urllib.request",
    "import uproot",
    "",
    `url = ${JSON.stringify(address)}`,
    "with urllib.request.urlopen(url) as answer:",
    "    file = uproot.open(io.BytesIO(answer.read()))",
    "",
    'print(file["status_text"].member("fTitle"))',
    `for group in ${JSON.stringify(groups.map(({ name }) => name))}:`,
    `    h = file[f"{group}/${firstPlace(started)}"].to_hist()`,
    "    print(group, h.values(), h.variances())",
    "",
  ].join("\n");
}

/** Where the first histogram stands in the folder of its group: some are filled in regions alone, whose folders may be called otherwise. */
function firstPlace({ histograms, regions = [] }: StartedAnalysis): string {
  const [first] = histograms;
  if (first === undefined) return "";
  const [region = inclusiveRegion] = regionsOf(first, { regions });
  if (region === inclusiveRegion) return first.name;
  const folders = distinctNames(
    regions.map(({ name }) => name),
    new Set(histograms.map(({ name }) => name)),
  );
  return `${folders.get(region) ?? region}/${first.name}`;
}

interface Named {
  readonly name: string;
}

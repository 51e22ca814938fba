import { writeSpecText } from "./spec-text.ts";

/** What can be taken along: the specification, a command that starts it, a program that reads its result. */
export type CopyForm = "JSON" | "YAML" | "curl" | "Python";

/** Where a server is, and which analysis of it is meant. */
export interface CopyPlace {
  /** Address of the server, without a slash at its end. */
  readonly server: string;
  /** Undefined: it is not started yet. */
  readonly id: string | undefined;
}

/** The forms that there are: only what was started has a result that a program could read. */
export function copyForms({ id }: CopyPlace): readonly CopyForm[] {
  return ["JSON", "YAML", "curl", ...(id === undefined ? [] : (["Python"] as const))];
}

/** @param spec as a server takes it */
export function textOfCopy(form: CopyForm, spec: unknown, place: CopyPlace): string {
  if (form === "curl") return curlText(spec, place.server);
  return form === "Python" ? pythonText(spec, place) : writeSpecText(spec, form);
}

/** For shells of POSIX: an apostrophe ends the quotes, stands by itself, and begins them again. */
function curlText(spec: unknown, server: string): string {
  const body = writeSpecText(spec, "JSON")
    .trimEnd()
    .replaceAll("'", String.raw`'\''`);
  return `curl --json '${body}' '${server}/analyses'\n`;
}

/** Reads one histogram of each group from the ROOT file of the result. */
function pythonText(spec: unknown, { server, id = "" }: CopyPlace): string {
  const { groups, histograms } = spec as { readonly groups?: readonly Named[]; readonly histograms?: readonly Named[] };
  // Without groups there is one, of data.
  const names = (groups ?? [{ name: "data" }]).map(({ name }) => name);
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
    `for group in ${JSON.stringify(names)}:`,
    `    h = file[f"{group}/${histograms?.[0]?.name ?? ""}"].to_hist()`,
    "    print(group, h.values(), h.variances())",
    "",
  ].join("\n");
}

interface Named {
  readonly name: string;
}

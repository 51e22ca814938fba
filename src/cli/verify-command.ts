import { readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { analysisIdOf } from "../analysis/analysis-id.ts";
import { catalogueVersion } from "../analysis/catalogue.ts";
import { isPlainName } from "../analysis/file-name.ts";
import { presetNames } from "../analysis/presets/presets.ts";
import { UnknownSampleError } from "../analysis/select-samples.ts";
import { AppError } from "../errors/app-error.ts";
import { asError } from "../errors/as-error.ts";
import type { ExportProvenance } from "../protocol/documents/export-provenance.ts";
import { readProvenance } from "../results/read-provenance.ts";
import { openRootFile } from "../rootio/root-file.ts";
import { openSource } from "../rootio/source/open-source.ts";
import { loadConfig } from "../serve/load-config.ts";
import { softwareVersion } from "../serve/software-version.ts";
import { defineCommand, operand, option } from "./command.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import type { Program } from "./program.ts";
import { loadSelected, placesHere } from "./selected-spec.ts";
import { json, mirrors } from "./shared-options.ts";
import { printable, wrapLines } from "./terminal-text.ts";
import { outputWidth } from "./terminal-width.ts";
import { UsageError } from "./usage-error.ts";

/** Whether something that a file says of its origin is still so; `unknown`: nothing to compare it with. */
interface Finding {
  readonly state: "holds" | "differs" | "unknown";
  readonly what: string;
}

const marks = { holds: "✓", differs: "✗", unknown: "?" } as const;

export const verify = defineCommand({
  name: "verify",
  summary: "say whether what an exported file says of its origin still holds",
  parameters: {
    file: operand("file"),
    spec: option("spec", "PRESET|SPEC.JSON", "the preset or specification that it should be of (default: any preset)"),
    mirrors,
    json,
  },
  details: [
    "Compares the specification, the version of this program and, with --mirror, each file that was read: UUID, size, entries. Files of hzz plot and hzz export say where they come from, but those for pyhf.",
    "Exit code: 0 if all holds that could be compared, 3 if something differs or the result was incomplete.",
  ],
  examples: ["hzz verify m4l.pdf --mirror ~/open-data/2020", "hzz verify m4l.pdf --json"],
  run: verifyFile,
});

interface VerifyArguments {
  readonly file: string;
  readonly spec: string | undefined;
  readonly mirrors: readonly string[];
  readonly json: boolean;
}

async function verifyFile(command: VerifyArguments, program: Program): Promise<ExitCode> {
  const bytes = await readFile(command.file).catch((cause: unknown) => {
    throw new UsageError(`${command.file} cannot be read: ${asError(cause).message}`, {}, { cause });
  });
  const provenance = readProvenance(bytes);
  if (provenance === undefined)
    throw new UsageError(`${command.file} does not say where it comes from; files of hzz plot and hzz export do`);
  const { software, catalogue, status, missing } = provenance;
  const own = `hzz-edge ${softwareVersion}`;
  const findings: Finding[] = [
    { state: status === "complete" ? "holds" : "differs", what: `result ${status}, ${missing} parts missing` },
    { state: software === own ? "holds" : "differs", what: `made by ${software}; this is ${own}` },
    { state: catalogue === catalogueVersion ? "holds" : "differs", what: `catalogue version ${catalogue}` },
    await specFinding(provenance, command, program),
    ...(await fileFindings(provenance, loadConfig(program.env, { mirror: mirrorOf(command) }).mirrors, program)),
  ];
  if (command.json) program.stdout.write(`${JSON.stringify({ analysis: provenance.analysis, findings }, null, 2)}\n`);
  else
    for (const { state, what } of findings)
      program.stdout.write(`${wrapLines(`${marks[state]} ${printable(what)}`, outputWidth(program))}\n`);
  return findings.some(({ state }) => state === "differs") ? exitCodes.incomplete : exitCodes.complete;
}

/** The specification as it was run: with its files written out, and with only those samples that were read. */
async function specFinding(
  { analysis, files }: ExportProvenance,
  { spec: wanted, mirrors }: VerifyArguments,
  program: Program,
): Promise<Finding> {
  const read = [...new Set(files.map(({ sample }) => sample))];
  for (const target of wanted === undefined ? presetNames() : [wanted]) {
    const { places } = placesHere(target, mirrors, program.env);
    const idWith = async (samples: readonly string[] | undefined): Promise<string | undefined> => {
      try {
        return await analysisIdOf((await loadSelected({ target, samples }, places)).spec);
      } catch (error) {
        if (error instanceof UnknownSampleError) return undefined;
        throw error;
      }
    };
    if ((await idWith(undefined)) === analysis)
      return { state: "holds", what: `analysis ${analysis}: the specification is that of ${target}` };
    if (read.length > 0 && (await idWith(read)) === analysis)
      return {
        state: "holds",
        what: `analysis ${analysis}: the specification is that of ${target}, of ${read.join(", ")} alone`,
      };
  }
  return wanted === undefined
    ? { state: "unknown", what: `analysis ${analysis}: of no preset; --spec names what to compare with` }
    : { state: "differs", what: `analysis ${analysis}: not that of ${wanted}` };
}

function mirrorOf({ mirrors }: VerifyArguments): string | undefined {
  return mirrors.length === 0 ? undefined : mirrors.join(delimiter);
}

/** Only what lies below a mirror is opened: the addresses in the file are those of whoever wrote it. */
async function fileFindings(
  { files, tree }: ExportProvenance,
  mirrors: readonly string[],
  program: Program,
): Promise<Finding[]> {
  if (mirrors.length === 0)
    return [
      {
        state: "unknown",
        what: `${files.length} ${files.length === 1 ? "file was" : "files were"} read; --mirror says where it is to be looked for now`,
      },
    ];
  const findings: Finding[] = [];
  for (const { file, uuid, size, entries } of files) {
    const told = `UUID ${uuid ?? "unknown"}, ${size ?? "unknown"} bytes, ${entries ?? "unknown"} entries`;
    const found = await identityBelow(file, tree, mirrors, program);
    if (typeof found === "string") findings.push({ state: "unknown", what: `${file}: ${found}` });
    else if (found.uuid === uuid && found.size === size && found.entries === entries)
      findings.push({ state: "holds", what: `${file}: ${told}` });
    else
      findings.push({
        state: "differs",
        what: `${file}: ${told}; now UUID ${found.uuid}, ${found.size} bytes, ${found.entries} entries`,
      });
  }
  return findings;
}

/** @returns why there is none, in words */
async function identityBelow(file: string, tree: string, mirrors: readonly string[], program: Program) {
  if (!isPlainName(file) || file.includes("://")) return "not a file below a mirror";
  const { http, reading } = loadConfig(program.env, {});
  let reason = "";
  for (const mirror of mirrors)
    try {
      await using source = await openSource(join(mirror, file), http);
      const root = await openRootFile(source, reading);
      return { uuid: root.header.uuid, size: source.size, entries: (await root.openTree(tree)).entries };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      reason = error.message;
    }
  return reason;
}

import { basename } from "node:path";
import type { AnalysisSpec } from "../analysis/spec.ts";
import { SpecError } from "../analysis/spec-error.ts";
import { checkSpecification } from "../check/check-specification.ts";
import { samplesOf } from "../check/look-at-samples.ts";
import { refusedCheck, type SpecCheck } from "../protocol/documents/spec-check-document.ts";
import { openSource } from "../rootio/source/open-source.ts";
import { SilentServers } from "../rootio/source/silent-servers.ts";
import { renderSpecCheck } from "./check-render.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import type { Program } from "./program.ts";
import { loadSelected, placesHere, type SelectedSpec } from "./selected-spec.ts";
import { outputWidth } from "./terminal-width.ts";

export interface SpecToCheck {
  readonly target: string;
  /** Path or URL of the file that is opened in place of those of the specification. */
  readonly file: string | undefined;
  readonly mirrors: readonly string[];
  readonly samples: readonly string[] | undefined;
  readonly json: boolean;
}

/** Files of a sample that are tried. */
const filesTried = 3;
/** Enough to hide the way to a server. */
const atOnce = 8;

/** Checks a specification, says what was found, and how that is to be taken. */
export async function checkSpec(asked: SpecToCheck, program: Program): Promise<ExitCode> {
  const { env, stdout, signal } = program;
  const { config, opening, places } = placesHere(asked.target, asked.mirrors, env);
  let pinned: SelectedSpec;
  try {
    pinned = await loadSelected(asked, places);
  } catch (error) {
    if (asked.json && error instanceof SpecError) print(refusedCheck(error.problems));
    else throw error;
    return exitCodes.refused;
  }
  const { file } = asked;
  const named = file === undefined ? undefined : () => openSource(file, { ...opening.source, signal });
  // What cannot be opened is told by its own error.
  await (await named?.())?.[Symbol.asyncDispose]();
  const checked = { ...pinned, spec: file === undefined ? pinned.spec : samplesWith(pinned.spec, file) };
  const looking = { ...opening, atOnce, filesTried, silent: new SilentServers(config.http.silentMs), signal };
  const seen = await checkSpecification(checked, named === undefined ? looking : { ...looking, open: named });
  const found = { ...seen, problems: pinned.placed(seen.problems), expressions: placedRows(seen, pinned) };
  signal.throwIfAborted();
  if (asked.json) print(found);
  else stdout.write(renderSpecCheck(found, outputWidth(program)));
  if (found.problems.length > 0 && !asked.json) throw new SpecError(found.problems, asked.target);
  if (found.problems.length > 0) return exitCodes.refused;
  return found.unseen.length === samplesOf(checked.spec).length ? exitCodes.incomplete : exitCodes.complete;

  function print(document: SpecCheck): void {
    stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  }
}

/** Rows of definitions of included files name these. */
function placedRows({ expressions }: SpecCheck, { placed }: SelectedSpec): SpecCheck["expressions"] {
  return expressions.map((row) => ({ ...row, field: placed([{ path: row.field, message: "" }])[0]!.path }));
}

/** Those samples that have a file of this name; if none has, it is taken for one of each. */
function samplesWith(spec: AnalysisSpec, file: string): AnalysisSpec {
  const name = nameOf(file);
  const having = samplesOf(spec).filter(({ sample }) => sample.files.some((each) => nameOf(each) === name));
  if (having.length === 0) return spec;
  const kept = new Set(having.map(({ sample }) => sample));
  return {
    ...spec,
    groups: spec.groups.map((group) => ({ ...group, samples: group.samples.filter((sample) => kept.has(sample)) })),
  };
}

/** Without folders and, of an address, what follows `?`. */
function nameOf(file: string): string {
  return basename(file.split("?")[0] ?? file);
}

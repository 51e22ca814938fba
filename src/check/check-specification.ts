import { planStages, type Stage } from "../analysis/kernel/stage-plan.ts";
import { layoutOf } from "../analysis/layout.ts";
import type { PinnedSpec } from "../analysis/pin-corrections.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import type { SpecProblem } from "../analysis/spec-error.ts";
import { AppError } from "../errors/app-error.ts";
import { mostBytesOf } from "../ledger/memory-need.ts";
import type { SpecCheck } from "../protocol/documents/spec-check-document.ts";
import { describeType } from "../analysis/expression/value-type.ts";
import { fitProblems } from "./fit-problems.ts";
import { lookAtSamples, type SampleLook, type SamplesOptions, samplesOf } from "./look-at-samples.ts";
import { CheckTooLongError, type RecipeFit, RecipeFits, type RecipeFitsOptions } from "./recipe-fits.ts";
import { type FileReads, stageReads } from "./stage-reads.ts";

export interface SpecificationCheckOptions extends SamplesOptions, Pick<RecipeFitsOptions, "mostDeep" | "most"> {
  /** Milliseconds that may be spent to find out what is read; without an answer nothing is said of it. Default: any number. */
  readonly mostPlanMs?: number;
}

/** What was found in one file. */
interface Found {
  readonly fit: RecipeFit;
  readonly source: string;
  readonly entries: number;
  readonly reads: FileReads | undefined;
}

/**
 * Everything that can be said of a specification before anything is filled: types of its expressions, what it reads and at which stage, bytes,
 * memory; and everything that is wrong. One file of each sample is opened, the first that can be.
 */
export async function checkSpecification(
  { spec, corrections }: PinnedSpec,
  options: SpecificationCheckOptions,
): Promise<SpecCheck> {
  const fits = new RecipeFits(spec, { corrections, mostDeep: options.mostDeep, most: options.most });
  const { unread } = fits;
  const tooLarge: AppError[] = [];
  const planOf = planner(options.mostPlanMs, (error) => tooLarge.push(error));
  const looks =
    unread.length > 0
      ? []
      : await lookAtSamples(spec, options, (tree, of): Found => {
          const fit = fits.of(tree, of);
          const plan = planOf(fit);
          const reads = plan && stageReads(plan, spec, tree);
          return { fit, source: tree.file.source.name, entries: tree.entries, reads };
        });
  const unreadProblems = unread.map((use): SpecProblem => ({
    path: `corrections.${use}.file`,
    message: "it cannot be read here, and so no expression can be checked",
  }));
  const limits = new Map(
    tooLarge.map(({ where: { field = "" }, summary }) => [`${field}\n${summary}`, { path: field, message: summary }]),
  );
  const layout = layoutOf(spec);
  return {
    title: spec.title,
    problems: [...unreadProblems, ...fitProblems(looks), ...limits.values()],
    expressions: expressionsOf(spec, looks),
    reads: readsOf(looks),
    unseen: unseenOf(spec, looks),
    energyUnit: spec.energyUnit,
    bytes: bytesOf(looks),
    sums: { numbers: layout.length, messageBytes: 8 * layout.length, memoryBytes: mostBytesOf(spec, layout) },
  };
}

/** Plans the stages of each recipe that fits, once; undefined without a plan, as when the time is over. */
function planner(
  mostMs = Infinity,
  onTooLarge: (error: AppError) => void,
): (fit: RecipeFit) => readonly Stage[] | undefined {
  const known = new Map<RecipeFit, readonly Stage[] | undefined>();
  let left = mostMs;
  const plan = ({ check, isDeep }: RecipeFit): readonly Stage[] | undefined => {
    if (!check.ok || !isDeep) return undefined;
    const begun = performance.now();
    try {
      return planStages(check.recipe, () => {
        if (performance.now() - begun > left) throw new CheckTooLongError("It takes too long to find out what is read");
      });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (!(error instanceof CheckTooLongError)) onTooLarge(error);
      return undefined;
    } finally {
      left -= performance.now() - begun;
    }
  };
  return (fit) => {
    if (!known.has(fit)) known.set(fit, plan(fit));
    return known.get(fit);
  };
}

type Looks = readonly SampleLook<Found>[];

function openedOf(looks: Looks) {
  return looks.filter((look) => "found" in look);
}

function expressionsOf(spec: AnalysisSpec, looks: Looks): SpecCheck["expressions"] {
  const rows = new Map<string, SpecCheck["expressions"][number]>();
  for (const check of new Set(openedOf(looks).map(({ found }) => found.fit.check)))
    for (const { source, type } of check.right) {
      const { field = "" } = source.where;
      const row = { field, ...nameAt(spec, field), expression: source.text, type: describeType(type) };
      rows.set(`${row.field}\n${row.type}`, row);
    }
  return [...rows.values()];
}

/** What the user calls the thing that an expression belongs to. */
function nameAt(spec: AnalysisSpec, field: string): { readonly name?: string } {
  const [, list, index] = /^(define|cuts|regions|histograms)\[(\d+)\]/.exec(field) ?? [];
  const name =
    list === undefined ? undefined : spec[list as "define" | "cuts" | "regions" | "histograms"]?.[Number(index)]?.name;
  return name === undefined ? {} : { name };
}

function readsOf(looks: Looks): SpecCheck["reads"] {
  const kinds = new Map<
    string,
    { stages: FileReads["stages"]; samples: SpecCheck["reads"][number]["samples"][number][] }
  >();
  for (const { sample, file, found } of openedOf(looks)) {
    const { reads, source, entries } = found;
    if (reads === undefined) continue;
    const key = JSON.stringify(reads.stages);
    const kind = kinds.get(key) ?? { stages: reads.stages, samples: [] };
    kinds.set(key, kind);
    kind.samples.push({ name: sample.name, files: sample.files.length, file, source, entries, bytes: reads.bytes });
  }
  return [...kinds.values()];
}

function unseenOf(spec: AnalysisSpec, looks: Looks): SpecCheck["unseen"] {
  const known = new Map(looks.map((look) => [look.sample, look]));
  return samplesOf(spec).flatMap(({ sample }) => {
    const look = known.get(sample);
    if (look !== undefined && "found" in look) return [];
    const reason = look === undefined ? "nobody got to it in time" : look.reason.message;
    return [{ sample: sample.name, reason }];
  });
}

/** The file that was opened stands for all of its sample. */
function bytesOf(looks: Looks): SpecCheck["bytes"] {
  let [least, most] = [0, 0];
  for (const { sample, found } of openedOf(looks)) {
    const bytes = found.reads?.bytes ?? [];
    least += sample.files.length * (bytes[0] ?? 0);
    most += sample.files.length * bytes.reduce((sum, one) => sum + one, 0);
  }
  return { least, most };
}

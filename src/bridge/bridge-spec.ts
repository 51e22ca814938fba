import { parseAnalysisRequest } from "../analysis/analysis-request.ts";
import { parseSpec } from "../analysis/parse-spec.ts";
import { SpecError } from "../analysis/spec-error.ts";
import type { AnalysisSpec, HistogramSpec, SampleSpec } from "../analysis/spec.ts";
import { isToyLabel } from "../analysis/toy/toy-label.ts";
import { nearestNames } from "../errors/nearest-names.ts";
import { bridgeLane, type BridgeRun } from "../protocol/bridge-messages.ts";
import { RefusedMessageError } from "./refused-message.ts";

const atlasLabel = /atlas\s+open\s+data/i;

/**
 * The specification of a run. It follows from the description that every message of the run carries, so that all agree on its id
 * whichever comes first, and from the label.
 *
 * Each part is a file. What is not applied here (cuts, definitions, cross sections) is left out.
 * @param label of the release; where the analysis says that it is of the toy, it keeps that label
 * @throws {RefusedMessageError} if there is no such analysis, or its samples and parts do not agree.
 */
export function bridgeSpec(run: BridgeRun, label: string): AnalysisSpec {
  const asked = refusingSpec(() => parseAnalysisRequest(JSON.stringify(run.analysis)).spec);
  const stands = isToyLabel(asked.release.label) ? asked.release.label : label;
  if (atlasLabel.test(run.name) && !atlasLabel.test(stands))
    throw unfit(
      `The run is called "${run.name}", but its label is "${stands}" (setting HZZ_BRIDGE_LABEL); give it another name`,
      "run.name",
    );
  checkNames(asked, run);
  const { centreOfMassEnergyTeV, luminosityInvFb, tree, energyUnit, histograms, groups } = asked;
  // Checked once more: many parts may be more files than a specification can have.
  return refusingSpec(() =>
    parseSpec({
      title: run.name,
      description:
        "Selected by other programs and published through the bridge. Values and weights are theirs; the cutflow begins with what they published.",
      release: { label: stands },
      ...{ centreOfMassEnergyTeV, luminosityInvFb, tree, energyUnit },
      histograms: histograms.map(toBridgeHistogram),
      // How much data there was, only their publisher knows.
      groups: groups.map(({ name, label, color, kind, samples }) => ({
        ...{ name, label, color, kind, lane: bridgeLane },
        samples: samples.map((sample) => toBridgeSample(sample, run)),
      })),
    }),
  );
}

/** Whether an analysis is a run of the bridge. */
export function isBridgeSpec(spec: AnalysisSpec): boolean {
  return spec.groups.every(({ lane }) => lane === bridgeLane);
}

/** What is filled and when, the publisher decides. */
function toBridgeHistogram({ name, expression, axis, title, y }: HistogramSpec): HistogramSpec {
  if (y !== undefined)
    throw unfit(`The histogram ${name} has two axes; a part brings one number for each event`, "run.analysis");
  return { name, expression, axis, title };
}

function toBridgeSample({ name, label }: SampleSpec, run: BridgeRun): Pick<SampleSpec, "name" | "label" | "files"> {
  const parts = partsOf(run, name);
  const files = Array.from({ length: parts }, (_, part) => `bridge/${name}/part-${part}-of-${parts}`);
  return { name, files, ...(label === undefined ? {} : { label }) };
}

function partsOf({ parts }: BridgeRun, sample: string): number {
  if (typeof parts === "number") return parts;
  const own = Object.hasOwn(parts, sample) ? parts[sample] : undefined;
  if (own !== undefined) return own;
  throw unfit(`run.parts does not say how many parts the sample ${sample} has`, "run.parts");
}

/** @throws {RefusedMessageError} if `parts` names a sample that the analysis does not have. */
function checkNames(spec: AnalysisSpec, { parts }: BridgeRun): void {
  if (typeof parts === "number") return;
  const names = spec.groups.flatMap(({ samples }) => samples.map(({ name }) => name));
  const unknown = Object.keys(parts).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw unfit(
    `run.parts names ${unknown}, which is not a sample of the analysis${nearestOf(unknown, names)}`,
    "run.parts",
  );
}

/** What to add to a message about a name that is not known. */
export function nearestOf(name: string, known: readonly string[]): string {
  const near = nearestNames(name, known);
  return near.length > 0 ? `; nearest names: ${near.join(", ")}` : "";
}

export function unfit(summary: string, field: string): RefusedMessageError {
  return new RefusedMessageError("unfit", summary, { field });
}

function refusingSpec<T>(make: () => T): T {
  try {
    return make();
  } catch (cause) {
    if (!(cause instanceof SpecError)) throw cause;
    throw new RefusedMessageError("unfit", cause.message, { field: "run" }, { cause });
  }
}

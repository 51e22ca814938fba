import { dataLuminosity, isScaledDifferently } from "../analysis/data-luminosity.ts";
import { luminosityInvPbOf } from "../analysis/normalisation.ts";
import type { AnalysisSpec, SampleSpec } from "../analysis/spec.ts";
import { bridgeLane } from "../protocol/bridge-messages.ts";
import type { AnalysisStatus, AnalysisWarning } from "../protocol/documents/analysis-document.ts";
import type { GroupView, SampleView } from "../protocol/documents/analysis-view.ts";

/** More of a kind are told as a number. */
const mostOfAKind = 10;
/**
 * Where an event of a simulated sample stands for more events than this on average, the sample has less than a thousandth of the
 * luminosity of the data: nobody simulates so little, so that a factor is missing.
 */
const mostPerEvent = 1000;
/** Scale factors may change a yield by so much; the cross section allows no more before any cut. */
const tolerance = 1.1;

/**
 * What a physicist would ask about in an analysis, though nothing of it is missing: luminosities that differ, factors that somebody
 * put on simulation, and normalisations that cannot be.
 */
export function physicsWarnings(
  spec: AnalysisSpec,
  groups: readonly GroupView[],
  status: AnalysisStatus,
): AnalysisWarning[] {
  // Parts that other programs publish have weights of their own.
  const simulated = spec.groups.flatMap((group, g) =>
    group.kind === "data" || group.lane === bridgeLane
      ? []
      : group.samples.map((sample, s) => ({ sample, view: groups[g]!.samples[s]! })),
  );
  return [
    ...luminosityWarnings(spec),
    ...limited(
      "ScaledSampleWarning",
      simulated.flatMap(({ sample: { name, scale } }) =>
        scale === undefined ? [] : [`${name} is scaled by ${scale.factor}: ${scale.reason}`],
      ),
    ),
    ...(simulated.length === 0 ? [] : repeatedFactors(spec)),
    ...limited(
      "NormalisationWarning",
      simulated.flatMap(({ sample, view }) => normalisationDoubt(spec, sample, view) ?? []),
    ),
    // While it runs, the next file may tell otherwise.
    ...(status === "running" ? [] : limited("CutWarning", idleCuts(spec, groups))),
  ];
}

/** Cuts that remove nothing, or everything, of what is in. */
function idleCuts({ cuts, energyUnit }: AnalysisSpec, groups: readonly GroupView[]): string[] {
  const passed = (stage: number) => groups.reduce((sum, { cutflow }) => sum + (cutflow[stage]?.entries ?? 0), 0);
  return cuts.flatMap(({ name, expression }, i) => {
    const [before, after] = [passed(i), passed(i + 1)];
    if (before === 0 || (after !== before && after !== 0)) return [];
    const what = after === 0 ? "everything: no event passes" : `nothing: all of ${before} events pass`;
    // In GeV, thresholds are small; momenta in MeV are all above them.
    const hasThreshold = /[<>]=?\s*\d|\d\s*[<>]/.test(expression);
    const hint = energyUnit === "MeV" && hasThreshold ? "; energies are in MeV here, as in the files" : "";
    return [`The cut ${name} removes ${what} ${expression}${hint}`];
  });
}

function luminosityWarnings(spec: AnalysisSpec): AnalysisWarning[] {
  if (isScaledDifferently(spec) !== true) return [];
  const message =
    `The data have ${dataLuminosity(spec)} fb⁻¹, and simulation is scaled to ${spec.luminosityInvFb} fb⁻¹: ` +
    `they cannot be compared. Set luminosityInvFb to that of the data`;
  return [{ name: "LuminosityWarning", message }];
}

function repeatedFactors({ weights: { factors } }: AnalysisSpec): AnalysisWarning[] {
  const spaceless = factors.map((factor) => factor.replaceAll(/\s/g, ""));
  const repeated = factors.filter((_, i) => spaceless.indexOf(spaceless[i]!) < i);
  return limited(
    "WeightWarning",
    repeated.map((factor) => `weights.factors has ${factor} more than once: every event is weighted with it as often`),
  );
}

/** The first doubt of a sample; the others mostly follow from it. */
function normalisationDoubt(spec: AnalysisSpec, sample: SampleSpec, view: SampleView): string | undefined {
  const { crossSectionPb, kFactor, filterEfficiency } = sample;
  const of = `The simulated sample ${sample.name}`;
  if (crossSectionPb === undefined && spec.weights.factors.length === 0)
    return (
      `${of} is not normalised: it has no crossSectionPb and sumOfWeights, and weights.factors is empty, so that each of its events ` +
      `counts as ${luminosityInvPbOf(spec.luminosityInvFb)}`
    );
  const [all] = view.cutflow;
  if (all === undefined || all.entries === 0) return undefined;
  const perEvent = all.sumw / all.entries;
  if (Math.abs(perEvent) > mostPerEvent)
    return (
      `${of} gives ${rounded(all.sumw)} events before any cut, from ${all.entries} that were read: ${rounded(perEvent)} for each. ` +
      `Is a normalising factor missing (crossSectionPb and sumOfWeights, or factors of that kind in weights.factors)?`
    );
  // Of absolute weights the sum may be larger: that of the generator has both signs.
  if (crossSectionPb === undefined || spec.weights.sign === "absolute") return undefined;
  const most =
    luminosityInvPbOf(spec.luminosityInvFb) * crossSectionPb * kFactor * filterEfficiency * (sample.scale?.factor ?? 1);
  if (all.sumw > tolerance * most)
    return (
      `${of} gives ${rounded(all.sumw)} events before any cut, but its cross section allows ${rounded(most)} in ` +
      `${spec.luminosityInvFb} fb⁻¹: sumOfWeights is not that of its files, or a weight counts twice`
    );
  return undefined;
}

function limited(name: string, messages: readonly string[]): AnalysisWarning[] {
  const more = messages.length - mostOfAKind;
  const told = messages.slice(0, mostOfAKind).map((message) => ({ name, message }));
  return more > 0 ? [...told, { name, message: `${more} more of this kind` }] : told;
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(3)));
}

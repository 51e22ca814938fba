import { numericAxisOf } from "../histogram/axes.ts";
import { histogramKey, type HistogramName } from "../histogram/histogram.ts";
import { blindText, isBlinded } from "../plot/blinded.ts";
import { type PlotGroup, type PlotModel, shiftsOf, sourcesOfView, toPlotModel } from "../plot/plot-model.ts";
import { systematicRange } from "../plot/systematics.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import type { ExportProvenance } from "../protocol/documents/export-provenance.ts";
import { incompleteText } from "./export-provenance.ts";

/*
 * A submission to HEPData: `submission.yaml` and a data file for each table, as version 1.1.1 of its schema wants them. YAML is written as
 * JSON, which is a part of it.
 */

interface Value {
  readonly value: number | string;
  readonly errors?: readonly object[];
}

interface Table {
  readonly name: string;
  readonly description: string;
  readonly file: string;
  readonly independent: { readonly header: object; readonly values: readonly object[] };
  readonly dependent: readonly {
    readonly header: object;
    readonly qualifiers: readonly object[];
    readonly values: readonly Value[];
  }[];
}

const longestName = 64;

/**
 * The files of a submission by their names: a table for each histogram of one axis of numbers that is no profile, the cutflow, and where all comes from.
 *
 * Data have central 68 % intervals (Garwood), simulation √Σw² and the total what variations add, in squares. Numbers are not rounded.
 *
 * @param more files that are told of as additional resources, such as the statistical model, by name
 */
export function hepdataSubmission(
  view: AnalysisView,
  provenance: ExportProvenance,
  more: readonly {
    readonly file: string;
    readonly text: string;
    readonly type: string;
    readonly description: string;
  }[] = [],
): Map<string, string> {
  const tables = [...histogramTables(view), cutflowTable(view)];
  const about = "provenance.json";
  const resources = [
    { location: about, description: "Specification hash, files read and versions, as JSON.", type: "json" },
    ...more.map(({ file, type, description }) => ({ location: file, description, type })),
  ];
  const warning = incompleteText(provenance);
  const comment = [view.spec.title, view.spec.description, view.spec.release.label, warning]
    .filter((line) => line !== "")
    .join("\n");
  const documents = [
    { comment, additional_resources: resources },
    ...tables.map((table) => submissionOf(table, view, warning)),
  ];
  return new Map([
    ["submission.yaml", documents.map((document) => `---\n${JSON.stringify(document, null, 2)}\n`).join("")],
    ...tables.map((table) => [table.file, dataFile(table)] as const),
    [about, `${JSON.stringify({ "hzz-provenance": provenance }, null, 2)}\n`],
    ...more.map(({ file, text }) => [file, text] as const),
  ]);
}

function submissionOf({ name, description, file }: Table, { spec }: AnalysisView, warning: string): object {
  const energy = spec.centreOfMassEnergyTeV;
  return {
    name,
    description: warning === "" ? description : `${warning}. ${description}`,
    keywords: [
      ...(energy === undefined ? [] : [{ name: "cmenergies", values: [energy * 1000] }]),
      { name: "observables", values: ["N"] },
    ],
    data_file: file,
  };
}

function dataFile({ independent, dependent }: Table): string {
  return `${JSON.stringify({ independent_variables: [independent], dependent_variables: dependent }, null, 1)}\n`;
}

function histogramTables(view: AnalysisView): Table[] {
  const shown = view.histograms.filter(
    ({ variation, axes, profile }) =>
      variation === undefined && profile === undefined && axes.length === 1 && axes[0]!.kind !== "category",
  );
  return shown.flatMap((block, i) => {
    const key = histogramKey(block);
    const model = toPlotModel(sourcesOfView(view, key, new Set()));
    return model === undefined ? [] : [histogramTable(view, model, i + 1)];
  });
}

function histogramTable(view: AnalysisView, model: PlotModel, number: number): Table {
  const { label, unit } = numericAxisOf(model.groups[0]!.histogram);
  const name = label === "" ? model.name : label;
  const { edges } = model;
  const key = histogramKey(model);
  const common = qualifiersOf(view, model);
  const blinded = blindText(model);
  const simulated = model.groups.filter(({ kind }) => kind !== "data");
  return {
    name: key.length > longestName ? `${key.slice(0, longestName - 6)} (${number})` : key,
    description: `${model.title === "" ? model.name : model.title}: events in each bin, underflow and overflow left out.${blinded === undefined ? "" : ` Blinded: data in ${blinded} are left out.`}`,
    file: `table${number}.yaml`,
    independent: {
      header: { name, ...(unit === "" ? {} : { units: unit }) },
      values: edges.slice(1).map((high, bin) => ({ low: edges[bin], high })),
    },
    dependent: [
      ...model.groups.map((group) => ({
        header: { name: "Events" },
        qualifiers: [...common, { name: "Process", value: group.label }],
        values: valuesOf(group, model),
      })),
      ...(model.total === undefined || simulated.length < 2
        ? []
        : [
            {
              header: { name: "Events" },
              qualifiers: [...common, { name: "Process", value: "Total expected" }],
              values: totalValues(model, simulated),
            },
          ]),
    ],
  };
}

function qualifiersOf({ spec }: AnalysisView, { region }: HistogramName): object[] {
  const energy = spec.centreOfMassEnergyTeV;
  return [
    ...(energy === undefined ? [] : [{ name: "SQRT(S)", units: "GeV", value: energy * 1000 }]),
    { name: "LUMINOSITY", units: "fb-1", value: spec.luminosityInvFb },
    ...(region === undefined ? [] : [{ name: "Region", value: region }]),
  ];
}

/** A dash, as HEPData has it, where data are blinded. */
function valuesOf({ kind, values, down, up }: PlotGroup, model: PlotModel): Value[] {
  return Array.from(values, (value, bin) =>
    kind === "data" && isBlinded(model, bin)
      ? { value: "-" }
      : { value, errors: [errorOf(down[bin]!, up[bin]!, "stat")] },
  );
}

function totalValues({ total }: PlotModel, simulated: readonly PlotGroup[]): Value[] {
  const { values, errors, isVaried } = total!;
  const range = systematicRange(
    shiftsOf(simulated, (histogram) => histogram.values()),
    values.length,
  );
  return Array.from(values, (value, bin) => ({
    value,
    errors: [
      errorOf(errors[bin]!, errors[bin]!, "stat"),
      ...(isVaried ? [errorOf(range.down[bin]!, range.up[bin]!, "sys")] : []),
    ],
  }));
}

/** `minus` has its sign. */
function errorOf(down: number, up: number, label: string): object {
  return down === up ? { symerror: up, label } : { asymerror: { minus: down === 0 ? 0 : -down, plus: up }, label };
}

function cutflowTable(view: AnalysisView): Table {
  const { spec, groups } = view;
  const cuts = ["all events", ...spec.cuts.map(({ name, label = name }) => label)];
  return {
    name: "Cutflow",
    description: "Events that pass each cut and all before it; errors are those of the simulated statistics.",
    file: "cutflow.yaml",
    independent: { header: { name: "Cut" }, values: cuts.map((value) => ({ value })) },
    dependent: groups.map(({ label, cutflow }) => ({
      header: { name: "Events" },
      qualifiers: [...qualifiersOf(view, { name: "" }), { name: "Process", value: label }],
      values: cutflow.map(({ sumw, sumw2 }) => ({
        value: sumw,
        errors: [{ symerror: Math.sqrt(sumw2), label: "stat" }],
      })),
    })),
  };
}

import { presetByName, presetInput, presetNames } from "../../analysis/presets/presets.ts";
import { presetListSchema, type PresetSummary } from "../../protocol/documents/answer-documents.ts";
import { answerJson } from "./answer-json.ts";
import { pathParameter } from "./parameters.ts";
import { json, type PlotterRoute, refTo } from "./route.ts";

const presetName = pathParameter("name", "Name of the preset.");

/** Analyses that ship with the program. */
export function presetRoutes(): PlotterRoute[] {
  return [
    {
      method: "GET",
      path: "/presets",
      operationId: "listPresets",
      tag: "presets",
      summary: "List the presets",
      answers: { 200: json("In the order in which to show them.", presetListSchema) },
      handle: () => answerJson(JSON.stringify({ presets: presetNames().map(summaryOf) })),
    },
    {
      method: "GET",
      path: "/presets/:name",
      operationId: "getPreset",
      tag: "presets",
      summary: "A preset as it is written",
      description: "With defaults left out: the thing to copy for an analysis of one's own.",
      parameters: [presetName],
      answers: { 200: json("A specification.", refTo("AnalysisSpec")) },
      problems: [404],
      handle: (c) => answerJson(JSON.stringify(presetInput(presetName.of(c)))),
    },
  ];
}

function summaryOf(name: string): PresetSummary {
  const { title, description, release, luminosityInvFb, groups } = presetByName(name);
  return {
    name,
    title,
    description,
    release: { label: release.label },
    luminosityInvFb,
    groups: groups.map((group) => ({
      name: group.name,
      label: group.label,
      kind: group.kind,
      samples: group.samples.map((sample) => sample.name),
    })),
    files: groups.flatMap((group) => group.samples.flatMap((sample) => sample.files)).length,
    links: { self: `./presets/${name}` },
  };
}

import { presetByName, presetInput, presetNames } from "../../analysis/presets/presets.ts";
import { refTo } from "../../protocol/documents/document-schemas.ts";
import { answerJson } from "./answer-json.ts";
import { json, problems, type PlotterRoute } from "./route.ts";

/** Analyses that ship with the program. */
export function presetRoutes(): PlotterRoute[] {
  return [
    {
      method: "GET",
      path: "/presets",
      operation: {
        operationId: "listPresets",
        tags: ["presets"],
        summary: "List the presets",
        responses: { "200": json("In the order in which to show them.", refTo("PresetList")) },
      },
      handle: () => answerJson(JSON.stringify({ presets: presetNames().map(summaryOf) })),
    },
    {
      method: "GET",
      path: "/presets/:name",
      operation: {
        operationId: "getPreset",
        tags: ["presets"],
        summary: "A preset as it is written",
        description: "With defaults left out: the thing to copy for an analysis of one's own.",
        parameters: [
          { name: "name", in: "path", required: true, description: "Name of the preset.", schema: { type: "string" } },
        ],
        responses: { "200": json("A specification.", refTo("AnalysisSpec")), ...problems(404) },
      },
      handle: (c) => answerJson(JSON.stringify(presetInput(c.req.param("name") ?? ""))),
    },
  ];
}

function summaryOf(name: string) {
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
    links: { self: `/presets/${name}` },
  };
}

import {
  count,
  listOf,
  mapOf,
  number,
  objectOf,
  refTo,
  text,
  type JsonSchema,
} from "../../protocol/documents/document-schemas.ts";

const metadata = mapOf({ anyOf: [text, number, { type: "boolean" }] });
const flow = { underflow: { type: "boolean" }, overflow: { type: "boolean" }, circular: { type: "boolean" } } as const;
const weighted = { entries: listOf(number, "Unweighted."), sumw: listOf(number, "Σw."), sumw2: listOf(number, "Σw².") };
const kind: JsonSchema = { type: "string", enum: ["data", "background", "signal"] };

/** Answers of the plotter that are no documents of an analysis. */
export const answerSchemas = {
  Problem: {
    type: "object",
    description: "What went wrong (RFC 9457).",
    required: ["type", "title", "status", "detail"],
    properties: {
      type: text,
      title: { ...text, description: "The kind of problem." },
      status: count,
      detail: { ...text, description: "What is wrong this time, what was expected, and what to do." },
      instance: text,
      errors: listOf(
        objectOf({ path: text, message: text }),
        "The fields at fault, by their JSON path in the request.",
      ),
    },
  },
  AnalysisList: objectOf({ analyses: listOf(refTo("AnalysisSummary"), "The newest first.") }),
  PresetList: objectOf({ presets: listOf(refTo("PresetSummary")) }),
  PresetSummary: objectOf({
    name: text,
    title: text,
    description: text,
    release: objectOf({ label: text }),
    luminosityInvFb: number,
    groups: listOf(objectOf({ name: text, label: text, kind, samples: listOf(text, "Their names.") })),
    files: { ...count, description: "How many files it reads." },
    links: mapOf(text),
  }),
  UhiHistogram: objectOf(
    {
      uhi_schema: { type: "integer", enum: [1] },
      "metadata?": metadata,
      axes: listOf({
        anyOf: [
          objectOf({
            type: { type: "string", enum: ["regular"] },
            lower: number,
            upper: number,
            bins: count,
            ...flow,
            "metadata?": metadata,
          }),
          objectOf({
            type: { type: "string", enum: ["variable"] },
            edges: listOf(number),
            ...flow,
            "metadata?": metadata,
          }),
        ],
      }),
      storage: objectOf({
        type: { type: "string", enum: ["weighted"] },
        values: listOf(number, "Σw: underflow, bins, overflow."),
        variances: listOf(number, "Σw²."),
      }),
    },
    "A histogram in the UHI JSON schema, which hist, boost-histogram and ROOT read.",
  ),
  UhiByGroup: mapOf(refTo("UhiHistogram"), "By `<group>`; with samples also `<group>/<sample>`."),
  UhiByHistogram: mapOf(refTo("UhiByGroup"), "By the name of the histogram."),
  Cutflow: objectOf({
    stages: listOf(objectOf({ name: text, label: text, "expression?": text })),
    groups: listOf(
      objectOf({
        name: text,
        label: text,
        kind,
        ...weighted,
        samples: listOf(objectOf({ name: text, label: text, ...weighted })),
      }),
    ),
  }),
  Health: objectOf({ status: text }),
} as const satisfies Readonly<Record<string, JsonSchema>>;

/**
 * JSON Schemas of the documents in `analysis-document.ts`, whose types they follow. They stand in the OpenAPI document under the same
 * names, and `checkDocument` reads by them.
 */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: "object" | "array" | "string" | "number" | "integer" | "boolean" | "null";
  readonly description?: string;
  readonly enum?: readonly (string | number)[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maxItems?: number;
  readonly format?: string;
  readonly pattern?: string;
}

const prefix = "#/components/schemas/";

export function refTo(name: string): JsonSchema {
  return { $ref: `${prefix}${name}` };
}

/** An object with exactly these fields; a name that ends with "?" may be absent. */
export function objectOf(fields: Readonly<Record<string, JsonSchema>>, description?: string): JsonSchema {
  const names = Object.keys(fields);
  return {
    type: "object",
    ...(description === undefined ? {} : { description }),
    required: names.filter((name) => !name.endsWith("?")),
    properties: Object.fromEntries(names.map((name) => [name.replace(/\?$/, ""), fields[name]!])),
    additionalProperties: false,
  };
}

export function listOf(items: JsonSchema, description?: string): JsonSchema {
  return { type: "array", items, ...(description === undefined ? {} : { description }) };
}

export function mapOf(values: JsonSchema, description?: string): JsonSchema {
  return { type: "object", additionalProperties: values, ...(description === undefined ? {} : { description }) };
}

export const text: JsonSchema = { type: "string" };
export const number: JsonSchema = { type: "number" };
export const count: JsonSchema = { type: "integer", minimum: 0 };
const time: JsonSchema = { type: "string", format: "date-time", description: "ISO 8601, UTC." };
const kind: JsonSchema = { type: "string", enum: ["data", "background", "signal"] };
const numbers = (description: string): JsonSchema => listOf(number, description);
const sums = { entries: numbers("Unweighted."), sumw: numbers("Σw."), sumw2: numbers("Σw².") };

const state = {
  id: text,
  status: refTo("AnalysisStatus"),
  run: { ...count, description: "How often it was started." },
  sequence: { ...count, description: "Position in the log up to which everything is in; the same on every plotter." },
  progress: refTo("Progress"),
  missing: refTo("Missing"),
  groups: listOf(refTo("GroupState")),
};

const links = mapOf(text, "Paths on this plotter.");

export const documentSchemas = {
  AnalysisStatus: {
    type: "string",
    enum: ["running", "complete", "incomplete", "cancelled"],
    description: "`incomplete`: nothing is under way any more, and something is missing; `missing` says what.",
  },
  Progress: objectOf(
    {
      files: count,
      filesPlanned: count,
      filesComplete: count,
      partitions: count,
      partitionsDone: count,
      entries: count,
      entriesSeen: count,
    },
    "What is in, of what is known so far. Totals grow until every file has been planned.",
  ),
  HistogramSums: objectOf(sums, "Each list is bins + 2 long: underflow, bins, overflow."),
  CutflowSums: objectOf(sums, "One number for each stage of the head."),
  SampleState: objectOf({
    name: text,
    progress: refTo("Progress"),
    cutflow: refTo("CutflowSums"),
    sources: listOf({ anyOf: [text, { type: "null" }] }, "Where each file was read; null until it is planned."),
    "histograms?": mapOf(refTo("HistogramSums"), "Only where samples were asked for."),
  }),
  GroupState: objectOf({
    name: text,
    progress: refTo("Progress"),
    cutflow: refTo("CutflowSums"),
    histograms: mapOf(refTo("HistogramSums"), "By the name of the histogram."),
    samples: listOf(refTo("SampleState")),
  }),
  Failure: objectOf({
    name: text,
    message: text,
    retry: { type: "string", enum: ["never", "later"] },
    attempts: count,
  }),
  MissingPart: objectOf(
    { sample: text, file: text, "entryStart?": count, "entryStop?": count, "failure?": refTo("Failure") },
    "A file, or its entries [entryStart, entryStop). Without `failure` it may still come.",
  ),
  Missing: objectOf({
    count,
    parts: listOf(refTo("MissingPart"), "The first of them, in the order of the specification."),
    reasons: listOf(
      objectOf({ "failure?": objectOf({ name: text, message: text }), count }),
      "How many have each reason, the most frequent first.",
    ),
  }),
  AnalysisHead: objectOf(
    {
      id: text,
      title: text,
      description: text,
      acceptedAt: time,
      release: objectOf({ label: text }),
      centreOfMassEnergyTeV: number,
      luminosityInvFb: number,
      stages: listOf(objectOf({ name: text, label: text, "expression?": text }), "Lines of the cutflow."),
      histograms: listOf(
        objectOf({
          name: text,
          title: text,
          axis: objectOf({
            type: { type: "string", enum: ["regular", "variable"] },
            edges: numbers("bins + 1."),
            label: text,
            unit: text,
          }),
        }),
      ),
      groups: listOf(
        objectOf({
          name: text,
          label: text,
          color: text,
          kind,
          samples: listOf(objectOf({ name: text, label: text, files: listOf(text) })),
        }),
      ),
    },
    "What never changes while an analysis runs.",
  ),
  AnalysisUpdate: objectOf(
    { ...state, "head?": refTo("AnalysisHead") },
    "Data of a `state` event. `groups` holds those that changed since the event before.",
  ),
  AnalysisDocument: objectOf({ ...state, title: text, head: refTo("AnalysisHead"), links }),
  AnalysisSummary: objectOf({
    id: text,
    title: text,
    release: objectOf({ label: text }),
    status: refTo("AnalysisStatus"),
    progress: refTo("Progress"),
    run: state.run,
    sequence: state.sequence,
    acceptedAt: time,
    links,
  }),
} as const satisfies Readonly<Record<string, JsonSchema>>;

/** The schema that a reference names. */
export function resolveRef(ref: string): JsonSchema | undefined {
  const schemas: Readonly<Record<string, JsonSchema>> = documentSchemas;
  return schemas[ref.slice(prefix.length)];
}

import { count, documentSchemas, listOf, objectOf, text, type JsonSchema } from "./document-schemas.ts";

const item = objectOf({
  kind: { type: "string", enum: ["file", "partition"] },
  run: count,
  group: text,
  sample: text,
  file: text,
  "entryStart?": count,
  "entryStop?": count,
});

const deadLetter = objectOf(
  {
    id: text,
    lane: text,
    analysis: { ...text, description: "Id of the analysis." },
    "title?": { ...text, description: "Of the analysis." },
    "status?": documentSchemas.AnalysisStatus,
    reason: text,
    attempts: { ...count, description: "How often it was delivered." },
    at: { type: "string", format: "date-time", description: "When it was given up. ISO 8601, UTC." },
    "item?": { ...item, description: "What it was to do: a file, or its entries [entryStart, entryStop)." },
    "malformed?": objectOf(
      { problem: text, bytes: count, firstBytes: { ...text, description: "In hexadecimal." } },
      "In place of `item`: its bytes are no work item.",
    ),
    "standing?": {
      type: "string",
      enum: ["needed", "done", "superseded", "cancelled", "unknown", "malformed"],
      description:
        "Whether its item is still wanted. `needed`: what it was to do is missing. `done`: it is in, or cannot come in. `superseded`: the analysis was started " +
        "again since, with new work. `cancelled`: the analysis was. `unknown`: the log does not tell of the analysis.",
    },
    "advice?": { ...text, description: "What to do about it." },
  },
  "A work item that failed for good.",
);

/** JSON Schemas of the documents in `operations-document.ts`. They stand in the OpenAPI document under the same names. */
export const operationsSchemas = {
  LaneList: objectOf({
    lanes: listOf(
      objectOf({
        name: text,
        waiting: { ...count, description: "Items that wait, those that wait out a delay included." },
        inFlight: { ...count, description: "Items in the hands of processors." },
        "redelivered?": { ...count, description: "Items that are not finished and were delivered at least twice." },
        "consumers?": { ...count, description: "Consumers that ask for items just now; busy ones may be missing." },
      }),
      "A field that the broker cannot fill is absent.",
    ),
    deadLetters: { ...count, description: "How many dead letters there are." },
  }),
  DeadLetter: deadLetter,
  DeadLetterList: objectOf({
    letters: listOf(deadLetter, "The oldest first."),
    more: { type: "boolean", description: "Whether there are more than were asked for." },
    total: { ...count, description: "How many dead letters there are, of all analyses." },
  }),
  RedriveReport: objectOf({
    redriven: { ...count, description: "Letters whose items are work again." },
    removed: { ...count, description: "Letters that were only removed: nobody needs their items any more." },
  }),
  RedriveRequest: {
    description: "Which dead letters: those of an analysis, or all.",
    anyOf: [
      objectOf({ analysis: { ...text, description: "Id of an analysis." } }),
      objectOf({ all: { type: "boolean", description: "true." } }),
    ],
  },
} as const satisfies Readonly<Record<string, JsonSchema>>;

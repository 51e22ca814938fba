import * as z from "zod";
import { identifier, slug, text } from "../analysis/spec-fields.ts";
import { toText } from "./json-message.ts";
import { MalformedMessageError } from "./malformed-message.ts";
import { analysisIdPattern, maxMessageLength, maxTextLength } from "./work-item.ts";

/** The messages that cross the bridge, as JSON. They have a version of their own: other programs write and read them. */
export const bridgeVersion = 1;

/** The lane of all runs of the bridge. No processor serves it, so that no plotter starts such an analysis by itself. */
export const bridgeLane = "bridge";

/** More parts of a run would make a specification that is no message any more. */
export const maxParts = 10_000;

const count = z.int().min(0);
const parts = z.int().min(1).max(maxParts);
const numbers = z.array(z.number());

const run = z
  .strictObject({
    name: text().min(1).describe("Name of the run, and title of its plot. Another run has another name."),
    analysis: z
      .record(z.string(), z.unknown())
      .describe(
        'What is filled, as in POST /analyses: a preset such as {"preset": "hzz-2020"}, or a whole specification (analysis.json). Its groups, samples and histograms ' +
          "count; the selection is the publisher's.",
      ),
    parts: z
      .union([parts, z.record(slug, parts)])
      .describe(
        "Into how many parts each sample is cut: one number for all, or one for each sample. Without all of them the run is not complete.",
      ),
  })
  .describe("What the part belongs to: the same in all messages of a run, which follows from it.");

export const bridgePartSchema = z
  .strictObject({
    version: z.literal(bridgeVersion),
    run,
    sample: slug.describe("Name of the sample, one of the analysis."),
    part: count.describe("Number of the part, from 0."),
    entriesRead: count.describe("Events that were looked at, also those that were not selected."),
    values: z
      .record(identifier, numbers)
      .describe(
        "For each histogram of the analysis, by its name: one number for each selected event, in the unit of the axis.",
      ),
    weights: numbers
      .optional()
      .describe("Weight of each selected event, with its normalisation. For simulation only; data have none."),
  })
  .meta({ title: "A part of a run, published to one of the data queues" });

export type BridgePart = z.output<typeof bridgePartSchema>;
export type BridgeRun = BridgePart["run"];

const failure = { name: z.string().max(200), message: z.string().max(maxMessageLength) };

export const bridgeCompletionSchema = z
  .strictObject({
    version: z.literal(bridgeVersion),
    id: z.string().regex(analysisIdPattern).describe("Id of the analysis"),
    title: z.string().describe("Of a run, its name"),
    status: z
      .enum(["complete", "incomplete", "cancelled"])
      .describe("`incomplete`: nothing more will come, and something is missing"),
    run: z.int().min(1).describe("How often the analysis was started"),
    sequence: count.describe("Position in the log; a later state of the same analysis has a higher one"),
    pinned: z.boolean().optional().describe("Whether it stays when old ones are removed; absent: no"),
    warnings: z
      .array(z.strictObject({ name: z.string(), message: z.string() }))
      .optional()
      .describe("What to know although nothing is missing; absent if there is nothing"),
    progress: z
      .strictObject({
        files: count,
        filesPlanned: count,
        filesComplete: count,
        partitions: count,
        partitionsDone: count,
        entries: count,
        entriesSeen: count,
      })
      .describe("A part of a run is a file of one partition"),
    missing: z.strictObject({
      count: count.describe("All of them"),
      parts: z
        .array(
          z.strictObject({
            sample: z.string(),
            file: z.string().max(maxTextLength),
            entryStart: count.optional(),
            entryStop: count.optional(),
            failure: z
              .strictObject({ ...failure, retry: z.enum(["never", "later"]), attempts: count })
              .optional()
              .describe("Why; absent for what had not come yet"),
          }),
        )
        .describe("The first of them"),
      reasons: z.array(z.strictObject({ failure: z.strictObject(failure).optional(), count })),
    }),
  })
  .meta({ title: "An analysis has ended: published to completion_queue" });

export type BridgeCompletion = z.output<typeof bridgeCompletionSchema>;

/** @throws {MalformedMessageError} saying what is not as the schema asks, and where. */
export function decodeBridgePart(bytes: Uint8Array): BridgePart {
  const result = bridgePartSchema.safeParse(toJson(toText(bytes)));
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new MalformedMessageError(
    `The message is not as schemas/1/bridge-part.json says: ${issue.message}`,
    issue.path.length === 0 ? {} : { field: issue.path.join(".") },
    { cause: result.error },
  );
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const hint = /\b(NaN|Infinity)\b/.test(text) ? "; NaN and Infinity, which Python writes, are not JSON" : "";
    throw new MalformedMessageError(`The message is not JSON${hint}`, {}, { cause });
  }
}

/** JSON Schema of each, by file name without ending. */
export function bridgeSchemas(): Record<"bridge-part" | "bridge-completion", object> {
  return {
    "bridge-part": z.toJSONSchema(bridgePartSchema),
    "bridge-completion": z.toJSONSchema(bridgeCompletionSchema),
  };
}

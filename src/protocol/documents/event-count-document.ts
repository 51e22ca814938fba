import * as z from "zod/mini";
import { components, count, type DocumentOf, flag, listOf, number, text } from "./document-schema.ts";

const countedLineSchema = z.object({
  name: text("Of the cut; `all`, or the name of the region, before the first one."),
  entries: count("Events that are left, unweighted."),
  /** Normalised as the whole sample is: nothing is scaled to its other files. */
  sumw: number(),
});
export type CountedLine = DocumentOf<typeof countedLineSchema>;

/** What a plotter answers to whoever asks how many events of one file a specification would leave. */
export const eventCountSchema = z
  .object({
    sample: text("Whose first file was read."),
    samples: listOf(z.string(), "All of the specification: any may be asked for."),
    file: text("As the specification names it."),
    source: text("Where it was found."),
    fileEntries: count("Of its tree."),
    entries: count("That were read, from the first: as many as could be read in a moment."),
    milliseconds: number(),
    weighted: flag("False for data: each event counts 1."),
    cutflow: listOf(countedLineSchema, "All events, and what each cut leaves."),
    regions: listOf(
      z.object({ name: text(), cutflow: listOf(countedLineSchema, "They go on behind all cuts.") }),
      "Empty without regions.",
    ),
  })
  .check(z.describe("What the cuts of a specification leave of the first events of one file."))
  .register(components, { id: "EventCount" });
export type EventCount = DocumentOf<typeof eventCountSchema>;

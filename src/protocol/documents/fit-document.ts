import * as z from "zod/mini";
import { analysisStatusSchema } from "./analysis-document.ts";
import { components, count, type DocumentOf, flag, listOf, number, numbers, text } from "./document-schema.ts";

/** JSON knows no infinity. */
const endless = () => z.nullable(number());
const maybe = <Schema extends z.core.SomeType>(schema: Schema) => z.exactOptional(schema);

const parameterSchema = z.looseObject({
  name: text(),
  type: text("Type of its modifier."),
  value: number(),
  error: maybe(number()),
  state: z.enum(["free", "fixed", "at-bound", "undetermined"]),
  pull: maybe(number()),
  tightened: maybe(number()),
});

const movesSchema = z.object({ up: maybe(number()), down: maybe(number()) });

const errorsSchema = z.object({ bins: numbers(), total: number() });

const yieldsSchema = {
  name: text(),
  before: numbers("Expected events in each bin before the fit."),
  after: numbers("Expected events in each bin after the fit."),
  errors: z
    .object({ before: errorsSchema, after: errorsSchema })
    .check(
      z.describe(
        "Their uncertainty, of each bin and of the sum; after the fit with the correlations of all parameters.",
      ),
    ),
};

const channelFitSchema = z.looseObject({
  ...yieldsSchema,
  observed: numbers(),
  intervals: maybe(listOf(z.object({ lower: number(), upper: number() }))),
  samples: listOf(z.object(yieldsSchema)),
});

const fitReportSchema = z
  .looseObject({
    measurement: text(),
    status: text("`converged`, or why not."),
    reason: maybe(text()),
    goodness: maybe(z.object({ chi2: endless(), freedom: number(), p: maybe(number()) })),
    parameters: maybe(listOf(parameterSchema)),
    poi: maybe(z.object({ name: text(), value: number(), up: maybe(number()), down: maybe(number()) })),
    discovery: maybe(
      z.object({
        q0: endless(),
        observed: endless(),
        expected: maybe(endless()),
        expectedNominal: endless(),
      }),
    ),
    limit: maybe(
      z.object({
        level: number(),
        observed: maybe(number()),
        expected: listOf(endless(), "For −2, −1, 0, 1, 2 σ; null: beyond the bound of the parameter."),
      }),
    ),
    impacts: maybe(
      listOf(
        z.object({
          name: text(),
          pull: maybe(number()),
          tightened: maybe(number()),
          before: maybe(movesSchema),
          after: maybe(movesSchema),
        }),
      ),
    ),
    channels: maybe(listOf(channelFitSchema)),
    missing: maybe(listOf(text(), "What has no answer, with the reason.")),
    notes: maybe(listOf(text(), "What one should know, such as what is blinded.")),
  })
  .check(
    z.describe(
      "As `hzz fit --json --limit --impacts` prints it: parameters, parameter of interest, significance, limit, impacts, channels. What is infinite is null.",
    ),
  );

/** `GET /analyses/:id/fit`. */
export const fitDocumentSchema = z
  .object({
    id: text(),
    status: analysisStatusSchema,
    incomplete: flag("Something of the analysis is missing, and so of what was fitted."),
    missing: count("How many parts are missing."),
    channels: listOf(
      z.object({
        name: text("Key of the histogram."),
        label: text(),
        unit: text(),
        lower: numbers("Lower edge of each bin that is in the fit."),
        upper: numbers("Upper edge of each bin that is in the fit."),
        blind: maybe(
          listOf(
            z.object({ from: number(), to: number() }),
            "Bins that reach into these ranges are not in the fit. Absent: all are.",
          ),
        ),
      }),
    ),
    fit: fitReportSchema,
    doubts: maybe(
      listOf(
        z.object({
          kind: text(),
          histogram: text("Key of the nominal histogram."),
          group: maybe(text("Absent: all simulation together.")),
          variation: maybe(text()),
          message: text(),
        }),
        "What `hzz check` finds doubtful of the histograms that are fitted; absent in answers of earlier versions.",
      ),
    ),
  })
  .register(components, { id: "Fit" });

export type FitDocument = DocumentOf<typeof fitDocumentSchema>;
/** What fits gives, as JSON says it. */
export type FitAnswer = FitDocument["fit"];

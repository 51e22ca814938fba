import * as z from "zod/mini";
import { analysisStatusSchema } from "./analysis-document.ts";
import { components, count, flag, text } from "./document-schema.ts";

/** `GET /analyses/:id/fit`. */
export const fitDocumentSchema = z
  .object({
    id: text(),
    status: analysisStatusSchema,
    incomplete: flag("Something of the analysis is missing, and so of what was fitted."),
    missing: count("How many parts are missing."),
    fit: z
      .looseObject({ measurement: text(), status: text("`converged`, or why not.") })
      .check(
        z.describe(
          "As `hzz fit --json --limit` prints it: parameters, parameter of interest, significance, limit, channels; what has no answer stands in `missing`, with the reason.",
        ),
      ),
  })
  .register(components, { id: "Fit" });

import { uhiSchema } from "../../histogram/uhi.ts";
import { components, mapOf } from "./document-schema.ts";

/** Answers with histograms for programs of other people. */

components.add(uhiSchema, { id: "UhiHistogram" });

export const uhiByGroupSchema = mapOf(uhiSchema, "By `<group>`; with samples also `<group>/<sample>`.").register(
  components,
  { id: "UhiByGroup" },
);

export const uhiByHistogramSchema = mapOf(uhiByGroupSchema, "By the name of the histogram.").register(components, {
  id: "UhiByHistogram",
});

import { describe, expect, it } from "vitest";
import { placeErrors } from "./field-errors.ts";

const fields = ["title", "cuts[0].name", "cuts[0].expression", "cuts[1].expression", "histograms[0].axis.edges"];

describe("errors of a refusal", () => {
  it.each([
    ["cuts[0].expression", "cuts[0].expression"],
    ["histograms[0].axis.edges[3]", "histograms[0].axis.edges"],
    ["cuts[0]", "cuts[0].name"],
    ["histograms[0].axis", "histograms[0].axis.edges"],
    ["cuts[1].name", undefined],
    ["titles", undefined],
    ["groups[0].samples", undefined],
    ["", undefined],
  ])("at %j stand at the field %s", (path, field) => {
    expect(placeErrors([{ path, message: "wrong" }], fields)).toEqual([{ path, message: "wrong", field }]);
  });
});

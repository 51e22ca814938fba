import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { fixtureView, incompleteView } from "../../test/support/fixture-view.ts";
import { resultsView } from "../../test/support/results-view.ts";
import { exportProvenance } from "./export-provenance.ts";
import { hepdataSubmission } from "./hepdata.ts";

/*
 * What version 1.1.1 of HEPData's schemas (submission_schema, additional_info_schema, data_schema) says, written down again in own words:
 * fields, which of them must be there, limits and names. No others are allowed, as there.
 */

const text = { type: "string" };
const short = (maxLength: number) => ({ type: "string", maxLength });
const only = (properties: Readonly<Record<string, object>>, ...required: string[]) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const listOf = (items: object) => ({ type: "array", items });

const resources = listOf(
  only(
    { location: short(256), description: text, type: short(64), license: { type: "object" } },
    "location",
    "description",
  ),
);
const information = only({ comment: text, additional_resources: resources, record_ids: listOf({ type: "object" }) });
const keyword = only(
  {
    name: { enum: ["cmenergies", "observables", "reactions", "phrases"] },
    values: listOf({ type: ["string", "number"] }),
  },
  "name",
  "values",
);
const table = only(
  {
    name: short(64),
    location: short(256),
    description: text,
    keywords: listOf(keyword),
    data_file: text,
    additional_resources: resources,
  },
  ...["name", "description", "keywords", "data_file"],
);

const value = { type: ["string", "number"] };
const header = only({ name: text, units: text }, "name");
const labelled = (properties: Readonly<Record<string, object>>, required: string) =>
  only({ label: text, ...properties }, required);
const error = {
  oneOf: [
    labelled({ symerror: value }, "symerror"),
    labelled({ asymerror: only({ minus: value, plus: value }, "minus", "plus") }, "asymerror"),
  ],
};
const range = only({ low: { type: "number" }, high: { type: "number" }, value }, "low", "high");
const data = only(
  {
    independent_variables: listOf(
      only({ header, values: listOf({ anyOf: [only({ value }, "value"), range] }) }, "header", "values"),
    ),
    dependent_variables: listOf(
      only(
        {
          header,
          qualifiers: listOf(only({ name: text, value, units: text }, "name", "value")),
          values: listOf(only({ value, errors: listOf(error) }, "value")),
        },
        ...["header", "values"],
      ),
    ),
  },
  ...["independent_variables", "dependent_variables"],
);

it("a submission has what the schemas of HEPData say and nothing else, whole or not, and each file that it names", async () => {
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
  const [isInformation, isTable, isData] = [information, table, data].map((schema) => ajv.compile(schema));
  const check = (is: typeof isTable, document: unknown, what: string): void => {
    expect([what, is!(document) ? [] : is!.errors]).toEqual([what, []]);
  };
  for (const view of [fixtureView(), incompleteView(), await resultsView()]) {
    const model = { file: "workspace.json", text: "{}", type: "HistFactory", description: "The model." };
    const files = hepdataSubmission(view, await exportProvenance(view, "1"), [model]);
    const [first, ...tables] = parseAllDocuments(files.get("submission.yaml")!).map((each) => each.toJS() as unknown);
    check(isInformation, first, "information");
    const named = (first as { additional_resources: { location: string }[] }).additional_resources;
    for (const { location } of named) expect([...files.keys()]).toContain(location);
    expect(tables.length).toBeGreaterThan(1);
    for (const each of tables) {
      check(isTable, each, "table");
      const { data_file: file } = each as { data_file: string };
      const content = parse(files.get(file)!) as Record<string, { values: unknown[] }[]>;
      check(isData, content, file);
      const columns = Object.values(content).flat();
      // The schema does not say it, the site does.
      expect(new Set(columns.map(({ values }) => values.length)).size).toBe(1);
    }
  }
});

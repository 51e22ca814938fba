import { specJsonSchema, specReference } from "../analysis/spec-reference.ts";
import { settingsReference } from "../config/settings-reference.ts";
import { bridgeSchemas } from "../protocol/bridge-messages.ts";
import { messageSchemas } from "../protocol/log-event.ts";

/**
 * The pages and schemas that are written from the code, by their path below the root of the repository.
 *
 * `npm run docs` writes them, a test compares them, so that they never tell of yesterday.
 */
export function generatedDocs(): ReadonlyMap<string, string> {
  return new Map([
    ["docs/settings.md", settingsReference()],
    ["docs/reference/spec.md", specReference()],
    ["schemas/1/analysis.json", specJsonSchema()],
    ...Object.entries({ ...messageSchemas(), ...bridgeSchemas() }).map(
      ([name, schema]) => [`schemas/1/${name}.json`, `${JSON.stringify(schema, null, 2)}\n`] as const,
    ),
  ]);
}

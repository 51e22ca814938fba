import { specJsonSchema } from "../../src/analysis/spec-schema.ts";
import { bridgeSchemas } from "../../src/protocol/bridge-messages.ts";
import { messageSchemas } from "../../src/protocol/log-event.ts";
import { expressionsPage } from "./expressions-page.ts";
import { settingsPage } from "./settings-page.ts";
import { specPage } from "./spec-page.ts";

/**
 * The pages and schemas that are written from the code, by their path below the root of the repository.
 *
 * `npm run docs` writes them, a test compares them, so that they never tell of yesterday.
 *
 * @param read gives the text of a file below the root: of a page that is written from the code only in parts
 */
export function generatedDocs(read: (path: string) => string): ReadonlyMap<string, string> {
  return new Map([
    ["docs/expressions.md", expressionsPage(read("docs/expressions.md"))],
    ["docs/settings.md", settingsPage()],
    ["docs/reference/spec.md", specPage()],
    ["schemas/1/analysis.json", specJsonSchema()],
    ...Object.entries({ ...messageSchemas(), ...bridgeSchemas() }).map(
      ([name, schema]) => [`schemas/1/${name}.json`, `${JSON.stringify(schema, null, 2)}\n`] as const,
    ),
  ]);
}

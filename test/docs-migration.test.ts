import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { bridgeSpec } from "../src/bridge/bridge-spec.ts";
import { allQueues, dataQueues } from "../src/bridge/old-queues.ts";
import { refusals } from "../src/bridge/refused-message.ts";
import { bridgeSchemas, decodeBridgePart } from "../src/protocol/bridge-messages.ts";

const page = readFileSync(join(import.meta.dirname, "../docs/migration.md"), "utf8");

describe("docs/migration.md", () => {
  it("shows a message that the bridge and its JSON Schema take", () => {
    const [, body = ""] = /^```json\n([\s\S]*?)^```$/m.exec(page) ?? [];
    const part = decodeBridgePart(Buffer.from(body));
    expect(bridgeSpec(part.run, "x").title).toBe(part.run.name);
    const isValid = new Ajv2020({ unicodeRegExp: true }).compile(bridgeSchemas()["bridge-part"]);
    expect(isValid(JSON.parse(body))).toBe(true);
    expect(isValid({ ...(JSON.parse(body) as object), part: -1 })).toBe(false);
  });

  it("names every queue and every kind of refusal", () => {
    for (const name of [...allQueues, ...refusals]) expect(page).toContain(`\`${name}\``);
  });

  it("publishes to queues that there are", () => {
    const used = [...page.matchAll(/^publish\(channel, "(\w+)"/gm)].map(([, queue]) => queue);
    expect(used.length).toBeGreaterThan(0);
    expect(Object.keys(dataQueues)).toEqual(expect.arrayContaining(used));
  });
});

import { fieldsIn, listIn, textIn } from "../../src/analysis/loose-fields.ts";
import { askedRules } from "../../src/analysis/asked-checks.ts";
import { crossFieldRules } from "../../src/analysis/spec-checks.ts";
import { shortForms } from "../../src/analysis/short-form.ts";
import { specSchema } from "../../src/analysis/spec-schema.ts";

/** Reference page in Markdown: a table for each object, with types, defaults, limits, meaning and examples. */
export function specPage(): string {
  const schema = specSchema();
  const definitions = Object.entries(fieldsIn(schema["$defs"]) ?? {});
  const objects = definitions.filter(([, definition]) => fieldsIn(fieldsIn(definition)?.["properties"]) !== undefined);
  const unions = definitions.filter(([, definition]) => listIn(definition, "oneOf").length > 0);
  const parts = [
    "# Analysis specification",
    "<!-- Generated from src/analysis/spec.ts; do not edit. -->",
    "An analysis is one JSON document. Fields without a default must be given; unknown fields are refused. " +
      "`hzz schema` prints the JSON Schema, `hzz presets hzz-2020` a complete example.",
    "## The document",
    fieldTable(schema),
    ...objects.flatMap(([name, definition]) => objectSection(name, definition)),
    ...unions.flatMap(([name, definition]) => unionSection(name, definition)),
    "## Short forms",
    `${shortForms.map((form) => `- ${form}`).join("\n")}\n\nThe command line reads YAML as well (\`.yaml\`, \`.yml\`).`,
    "## Rules between fields",
    [...crossFieldRules, ...askedRules].map((rule) => `- ${rule}`).join("\n"),
  ];
  return `${parts.join("\n\n")}\n`;
}

function objectSection(name: string, definition: unknown): string[] {
  return [`## ${name}`, textIn(definition, "description") ?? "", fieldTable(definition)];
}

function unionSection(name: string, definition: unknown): string[] {
  const options = listIn(definition, "oneOf").map((option) => `- ${typeText(option)}`);
  return [`## ${name}`, textIn(definition, "description") ?? "", `One of:\n\n${options.join("\n")}`];
}

function fieldTable(object: unknown): string {
  const required = new Set(listIn(object, "required"));
  const rows = Object.entries(fieldsIn(fieldsIn(object)?.["properties"]) ?? {}).map(([name, field]) => {
    const cells = [
      `\`${name}\``,
      typeText(field),
      defaultText(field, required.has(name)),
      limitText(field),
      meaning(field),
    ];
    return `| ${cells.map(tableCell).join(" | ")} |`;
  });
  // Cells as wide as the widest of their column would make lines of several hundred characters.
  return [
    "<!-- prettier-ignore -->",
    "| field | type | default | limits | meaning |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function typeText(field: unknown): string {
  const reference = textIn(field, "$ref");
  if (reference !== undefined) {
    const name = reference.replace("#/$defs/", "");
    return `[${name}](#${name.toLowerCase()})`;
  }
  const choices = [...listIn(field, "enum"), ...listIn(field, "allOf"), ...constantsIn(field)];
  if (choices.length > 0)
    return choices.map((c) => (fieldsIn(c) === undefined ? `\`${JSON.stringify(c)}\`` : typeText(c))).join(", ");
  const type = textIn(field, "type");
  if (type === "array") return `list of ${typeText(fieldsIn(field)?.["items"])}`;
  const values = fieldsIn(fieldsIn(field)?.["additionalProperties"]);
  if (type === "object" && values !== undefined) return `object of ${typeText(values)}`;
  if (textIn(field, "format") === "uri") return "URL";
  return { string: "text", integer: "whole number" }[type ?? ""] ?? type ?? "";
}

function constantsIn(field: unknown): unknown[] {
  const constant = fieldsIn(field)?.["const"];
  return constant === undefined ? [] : [constant];
}

function defaultText(field: unknown, required: boolean): string {
  const value = fieldsIn(field)?.["default"];
  if (value !== undefined) return `\`${JSON.stringify(value)}\``;
  return required ? "**required**" : "absent";
}

/** Bounds as the schema has them; the pattern of names is told in words by the error messages. */
function limitText(field: unknown): string {
  const limits = fieldsIn(field) ?? {};
  const between = (least: unknown, most: unknown, unit: string) => {
    if (typeof least !== "number") return typeof most === "number" ? `at most ${most}${unit}` : "";
    return typeof most === "number" ? `${least} to ${most}${unit}` : `at least ${least}${unit}`;
  };
  const most = limits["maximum"] === Number.MAX_SAFE_INTEGER ? undefined : limits["maximum"];
  const parts = [
    between(limits["minLength"], limits["maxLength"], " characters"),
    between(limits["minItems"], limits["maxItems"], " entries"),
    between(limits["minimum"], most, ""),
    typeof limits["exclusiveMinimum"] === "number" ? `above ${limits["exclusiveMinimum"]}` : "",
    patternText(textIn(field, "pattern")),
  ];
  return parts.filter((part) => part !== "").join(", ");
}

function patternText(pattern: string | undefined): string {
  // Labels only exclude control characters, which is not worth a line each.
  return pattern === undefined || pattern.includes("\\p{Cc}") ? "" : `matches \`${pattern}\``;
}

function meaning(field: unknown): string {
  const examples = listIn(field, "examples").map((example) => `\`${JSON.stringify(example)}\``);
  const text = textIn(field, "description") ?? "";
  return examples.length === 0 ? text : `${text} Example: ${examples.join(", ")}`;
}

function tableCell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

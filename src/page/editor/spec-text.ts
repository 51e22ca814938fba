import { Document, isCollection, isMap, isPair, parseDocument, visit } from "yaml";
import { JsonFault, parseJson } from "../../analysis/json-text.ts";

export type TextKind = "JSON" | "YAML";

/** A place in the text that cannot be read, half-open, in UTF-16 units. */
export interface TextFault {
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

/** A specification as text, with what it says and where it says it. */
export interface SpecText {
  readonly text: string;
  readonly kind: TextKind;
  /** What JSON would give; undefined if there are faults. */
  readonly value: unknown;
  /** With the places of everything in the text; JSON is YAML as well. */
  readonly document: Document;
  readonly faults: readonly TextFault[];
}

/** What begins with a brace is JSON, everything else YAML. */
export function kindOfText(text: string): TextKind {
  return /^\s*[{[]/.test(text) ? "JSON" : "YAML";
}

/** Reads a text. Aliases of YAML are written out, a hundred of them at most, as on the command line. */
export function readSpecText(text: string): SpecText {
  const kind = kindOfText(text);
  // Prettier errors repeat the line, which is in view here.
  const document = parseDocument(text, { prettyErrors: false, logLevel: "error" });
  const parts = { text, kind, document };
  const faults =
    kind === "JSON"
      ? jsonFaults(text)
      : document.errors.map(({ pos: [from, to], message }) => ({ from, to: Math.max(from, to), message }));
  if (faults.length > 0) return { ...parts, value: undefined, faults };
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return { ...parts, value, faults };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { ...parts, value: undefined, faults: [{ from: 0, to: text.length, message: error.message }] };
  }
}

/** JSON by the one reader that servers use, so that the same is refused with the same words. */
function jsonFaults(text: string): TextFault[] {
  try {
    parseJson(text);
    return [];
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    return [{ from: error.offset, to: Math.min(error.offset + 1, text.length), message: error.message }];
  }
}

/** Characters of a line, beyond which a list is written below each other. */
const width = 100;

/** A value as text that people edit: small lists and objects on one line, all others below each other. */
export function writeSpecText(value: unknown, kind: TextKind): string {
  return kind === "YAML" ? yamlLines(value) : `${jsonLines(value, "")}\n`;
}

function yamlLines(value: unknown): string {
  const document = new Document(value);
  visit(document, {
    Collection: (_, node, path) => {
      const isFlat = node.items.every((item) => !isCollection(isPair(item) ? item.value : item));
      // Expressions read best without quotes, which they would need there.
      const isShort = !(isMap(node) && node.has("expression")) && JSON.stringify(node).length <= width - 20;
      if (isFlat && isShort && path.length > 1) node.flow = true;
    },
  });
  return document.toString(yamlStyle);
}

/** Long expressions stay on their line. */
const yamlStyle = { lineWidth: 0 };

function jsonLines(value: unknown, indent: string, before = 0): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const isList = Array.isArray(value);
  const inner = `${indent}  `;
  const key = (name: string) => (isList ? "" : `${JSON.stringify(name)}: `);
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  const [open, close, space] = isList ? ["[", "]", ""] : ["{", "}", " "];
  if (entries.length === 0) return open + close;
  const isFlat = entries.every(([, part]) => typeof part !== "object" || part === null);
  if (isFlat && indent !== "") {
    const line = entries.map(([name, part]) => key(name) + JSON.stringify(part)).join(", ");
    if (indent.length + before + line.length + 4 <= width) return `${open}${space}${line}${space}${close}`;
  }
  const lines = entries.map(([name, part]) => `${inner}${key(name)}${jsonLines(part, inner, key(name).length)}`);
  return `${open}\n${lines.join(",\n")}\n${indent}${close}`;
}

/** The same text in good order; comments of YAML stay. What has faults stays as it is. */
export function formatSpecText(spec: SpecText): string {
  if (spec.faults.length > 0) return spec.text;
  return spec.kind === "JSON" ? writeSpecText(spec.value, "JSON") : spec.document.toString(yamlStyle);
}

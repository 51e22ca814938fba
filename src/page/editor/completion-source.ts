import type { Completion, CompletionContext, CompletionResult, CompletionSource } from "@codemirror/autocomplete";
import { functionTable } from "../../analysis/expression/functions/table.ts";
import type { ColumnsDocument } from "../../protocol/documents/answer-documents.ts";
import { aboutColumn } from "../analysis/completions.ts";
import { type CaretPlace, placeOfCaret } from "./caret-place.ts";
import { type FieldSchema, type FieldSchemas, fieldsOf, isExpression, schemasAt, wordsOf } from "./spec-fields.ts";
import { kindOfText } from "./spec-text.ts";

export interface CompletionFacts {
  /** Undefined while they are not here. */
  readonly schemas: FieldSchemas | undefined;
  /** Branches of the first file. */
  readonly columns: ColumnsDocument["columns"];
}

/** Offers keys and words of the schema, and in expressions functions, branches, and what the specification defines. */
export function specCompletions(facts: () => CompletionFacts): CompletionSource {
  return ({ state, pos, explicit }: CompletionContext): CompletionResult | null => {
    const text = state.doc.toString();
    const place = placeOfCaret(text, pos);
    if (place === undefined || (place.from === pos && !explicit && text[pos - 1] !== ".")) return null;
    const options = optionsAt(place, text, facts());
    return options.length === 0 ? null : { from: place.from, to: place.to, options, validFor: /^\w*$/ };
  };
}

/** What may stand at a place, best first. */
export function optionsAt(place: CaretPlace, text: string, { schemas, columns }: CompletionFacts): Completion[] {
  const here = schemas === undefined ? [] : schemasAt(schemas, place.path);
  if (!place.isKey && isExpression(here)) return namesAt(place, text, columns);
  const isJson = kindOfText(text) === "JSON";
  const word = (value: string) => (isJson && !place.isQuoted ? JSON.stringify(value) : value);
  const words = place.isKey
    ? []
    : wordsOf(here).map((value): Completion => ({
        ...{ label: String(value), type: "keyword" },
        apply: typeof value === "string" ? word(value) : String(value),
      }));
  // Where an object of JSON is missing, its braces are too.
  if (isJson && !place.isKey) return words;
  const keys = [...fieldsOf(here)].filter(([name]) => !place.keys.includes(name));
  return [
    ...words,
    ...keys.map(([name, schema]): Completion => ({
      ...{ label: name, type: "property", detail: kindOf(schemas ?? {}, schema) },
      ...(schema.description === undefined ? {} : { info: schema.description }),
      apply: place.isQuoted ? name : `${word(name)}: `,
    })),
  ];
}

function kindOf(schemas: FieldSchemas, schema: FieldSchema): string {
  const { type } = schema.$ref === undefined ? schema : (schemas[schema.$ref.split("/").at(-1)!] ?? {});
  return { string: "text", array: "list", integer: "number", boolean: "true or false" }[type ?? ""] ?? type ?? "";
}

function namesAt(place: CaretPlace, text: string, columns: CompletionFacts["columns"]): Completion[] {
  const value = (path: readonly string[]): unknown =>
    (place.document.getIn(path) as { toJSON?: () => unknown } | undefined)?.toJSON?.();
  const collections = Object.entries(value(["collections"]) ?? {}) as [string, unknown][];
  const owner = /(\w+)\.$/.exec(text.slice(0, place.from))?.[1];
  const fields = collections.find(([name]) => name === owner)?.[1];
  if (owner !== undefined)
    return Object.entries(fields ?? {}).map(([label, of]) => ({
      label,
      type: "property",
      detail: `of ${owner}: ${of}`,
    }));
  const define = value(["define"]);
  const defined = Array.isArray(define) ? (define as ({ name?: unknown; expression?: unknown } | null)[]) : [];
  return [
    ...defined.flatMap((each): Completion[] =>
      typeof each?.name === "string"
        ? [
            {
              label: each.name,
              type: "variable",
              detail: "defined here",
              info: typeof each.expression === "string" ? each.expression : "",
              boost: 2,
            },
          ]
        : [],
    ),
    ...collections.map(([label]): Completion => ({ label, type: "variable", detail: "collection", boost: 2 })),
    ...Object.keys(value(["corrections"]) ?? {}).map((label): Completion => ({
      label,
      type: "function",
      detail: "correction",
    })),
    ...columns.map((column): Completion => ({
      label: column.name,
      type: "variable",
      detail: aboutColumn(column),
      boost: 1,
    })),
    ...[...functionTable.values()].map(({ name, usage, about }): Completion => ({
      ...{ label: name, type: "function", detail: usage, info: about.join("\n").replaceAll("`", "") },
      apply: `${name}(`,
    })),
  ];
}

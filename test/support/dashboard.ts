import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

export const observabilityFolder = join(import.meta.dirname, "../../deploy/observability");
const read = (path: string) => readFileSync(join(observabilityFolder, path), "utf8");

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly annotations?: Readonly<Record<string, string>>;
}
export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly gridPos: { readonly h: number; readonly w: number; readonly x: number; readonly y: number };
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly targets?: readonly { readonly refId: string; readonly expr: string }[];
}
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly time: { readonly from: string; readonly to: string };
  readonly panels: readonly Panel[];
}

export const rules = (parse(read("rules.yml")) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);
export const dashboard = JSON.parse(read("grafana/dashboards/hzz-edge.json")) as Dashboard;
/** Those that show something; the others are headings. */
export const panels = dashboard.panels.filter(({ type }) => type !== "row");

/** Functions, operators and modifiers of PromQL that look like names. */
const words = new Set("and or unless by without on ignoring group_left group_right bool offset le".split(" "));

/** The names of metrics in an expression, in a simple way: what is no label, no function and no word of the language. */
export function metricNamesIn(expression: string): string[] {
  const bare = expression
    .replaceAll(/"[^"]*"/g, '""')
    .replaceAll(/\{[^}]*\}|\[[^\]]*\]/g, " ")
    .replaceAll(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, " ");
  const names = [...bare.matchAll(/(?<![\w.:])[a-zA-Z_:][\w:]*(?!\w)(?!\s*\()/g)].map(([name]) => name);
  return [...new Set(names)].filter((name) => !words.has(name));
}

import { plainNumber } from "../plot/numbers.ts";
import { warning } from "./ansi.ts";
import { renderFitting } from "./fit-table.ts";
import type { LeafDigest } from "./leaf-digest.ts";
import { byteText } from "./numbers.ts";
import type { FileReading, ReadFailure, TreeReading, UnreadLeaf } from "./read-file.ts";
import { printable, wrapLines } from "./terminal-text.ts";

/** What each branch holds; what failed stands at the end once more. @param width of the terminal, if it is one */
export function renderReading(reading: FileReading, color: boolean, width: number | undefined): string {
  const { file, bytes, trees, failures } = reading;
  return [
    `${printable(file)}, ${byteText(bytes)}`,
    ...Object.entries(trees).map(([path, tree]) => renderTree(path, tree, color, width)),
    ...(failures.length === 0
      ? []
      : [failures.map((failure) => warning(wrapLines(failureText(failure), width), color)).join("\n")]),
  ].join("\n\n");
}

/** File, tree, branch, entries, and why. */
export function failureText({ file, tree, branch, entryStart, entryStop, reason }: ReadFailure): string {
  const entries = entryStart === undefined || entryStop === undefined ? "" : `, entries [${entryStart}, ${entryStop})`;
  const where = `${file}, tree ${tree}${branch === undefined ? "" : `, branch ${branch}`}${entries}`;
  return printable(`FAILED ${where}: ${reason}`);
}

function renderTree(path: string, { entries, branches }: TreeReading, color: boolean, width: number | undefined) {
  const all = Object.entries(branches);
  const count = (kind: UnreadLeaf["kind"], word: string): string => {
    const found = all.filter(([, leaf]) => leaf.kind === kind).length;
    return found === 0 ? "" : `, ${found} ${word}`;
  };
  const read = all.filter(([, leaf]) => leaf.kind === "number" || leaf.kind === "string").length;
  const table = renderFitting(
    [
      { header: "branch", align: "left" },
      { header: "type", align: "left", drop: 2 },
      { header: "values", align: "right" },
      { header: "sum", align: "right", drop: 3 },
      { header: "minimum", align: "right", drop: 4 },
      { header: "maximum", align: "right", drop: 5 },
      {
        header: "sha256",
        align: "left",
        runs: 20,
        paint: (line, cell) => (cell.startsWith("FAILED: ") ? warning(line, color) : line),
      },
    ],
    all.map(([name, leaf]) => [printable(name), ...leafRow(leaf)]),
    width,
  );
  const head = `tree ${printable(path)}: ${entries} entries, ${read} branches read`;
  const title = wrapLines(`${head}${count("unread", "not readable")}${count("failed", "FAILED")}`, width);
  return `${title}\n\n${table}`;
}

function leafRow(leaf: LeafDigest | UnreadLeaf): string[] {
  switch (leaf.kind) {
    case "unread":
      return ["", "", "", "", "", `not read: ${printable(leaf.why)}`];
    case "failed":
      return ["", "", "", "", "", `FAILED: ${printable(leaf.why)}`];
    case "string":
      return [`text${"[]".repeat(leaf.levels.length)}`, String(leaf.values), "", "", "", leaf.sha256];
    case "number": {
      const text = (value: number | string | null): string =>
        typeof value === "number" ? plainNumber(value) : (value ?? "");
      const type = `${leaf.type}${"[]".repeat(leaf.levels.length)}`;
      return [
        type,
        String(leaf.values),
        text(leaf.finite === 0 ? null : leaf.sum),
        text(leaf.min),
        text(leaf.max),
        leaf.sha256,
      ];
    }
  }
}

import type { BranchInspection, FileInspection, TreeInspection } from "../rootio/inspect.ts";
import type { HistogramInspection, RootAxis } from "../rootio/root-histogram.ts";
import { plainNumber } from "../plot/numbers.ts";
import { byteText } from "./numbers.ts";
import { renderFitting } from "./fit-table.ts";
import { printable, wrapLines } from "./terminal-text.ts";
import { dim, warning } from "./ansi.ts";

/**
 * The file and, per tree, one line per branch; branches that cannot be read say why. Then its histograms and whatever else there is.
 *
 * @param width of the terminal, if it is one
 */
export function renderInspection(inspection: FileInspection, color = false, width?: number): string {
  const { file, size, uuid, version, trees, unreadable, histograms, others } = inspection;
  const known = new Set(histograms.map(({ path }) => path));
  const rest = others.filter(({ path }) => !known.has(path));
  const about = wrapLines(`${byteText(size)}, ROOT ${version}, uuid ${printable(uuid)}`, width);
  const parts = [
    `${printable(file)}\n${dim(about, color)}`,
    ...trees.map((tree) => renderTree(tree, color, width)),
    ...unreadable.map(({ tree, reason }) =>
      warning(wrapLines(`tree ${printable(tree)} cannot be opened: ${printable(reason)}`, width), color),
    ),
    ...(trees.length + unreadable.length === 0 ? ["no tree in this file"] : []),
    ...(histograms.length === 0 ? [] : [renderHistograms(histograms, color, width)]),
    ...(rest.length === 0 ? [] : [renderOthers(rest, width)]),
  ];
  return parts.join("\n\n");
}

function renderTree(tree: TreeInspection, color: boolean, width: number | undefined): string {
  const title = tree.title === "" || tree.title === tree.name ? "" : ` "${printable(tree.title)}"`;
  const unreadable = tree.branches.filter((branch) => branch.readable !== true).length;
  const count = `${tree.branches.length} branches, ${unreadable === 0 ? "all readable" : `${unreadable} not readable`}`;
  const table = renderFitting(
    [
      { header: "branch", align: "left" },
      { header: "type", align: "left", drop: 1 },
      { header: "baskets", align: "right", drop: 4 },
      { header: "embedded", align: "right", drop: 6 },
      { header: "bytes", align: "right", drop: 2 },
      { header: "unpacked", align: "right", drop: 5 },
      { header: "compression", align: "left", drop: 3 },
      { header: "readable", align: "left", runs: 20, paint: paintRefusal(color) },
    ],
    tree.branches.map(branchRow),
    width,
  );
  const head = `tree ${printable(tree.name)}${title}: ${tree.entries} entries, ${count}`;
  return `${wrapLines(head, width)}\n\n${table}`;
}

/** What cannot be read says `no` and why. */
function paintRefusal(color: boolean): (line: string, cell: string) => string {
  return (line, cell) => (/^no(t read)?: /.test(cell) ? warning(line, color) : line);
}

function branchRow(branch: BranchInspection): string[] {
  return [
    printable(branch.name),
    printable(branch.type),
    String(branch.baskets),
    branch.embeddedBaskets === 0 ? "" : String(branch.embeddedBaskets),
    byteText(branch.compressedBytes),
    byteText(branch.uncompressedBytes),
    branch.compression,
    branch.readable === true ? "yes" : `no: ${printable(branch.readable.reason)}`,
  ];
}

function renderHistograms(
  histograms: readonly HistogramInspection[],
  color: boolean,
  width: number | undefined,
): string {
  const rows = histograms.map((histogram) => {
    const { path, className, title } = histogram;
    const [entries, axes] =
      "reason" in histogram
        ? ["", `not read: ${printable(histogram.reason)}`]
        : [plainNumber(histogram.entries), histogram.axes.map(axisText).join(" × ")];
    return [path, className, title].map(printable).concat(entries, axes);
  });
  const table = renderFitting(
    [
      { header: "histogram", align: "left" },
      { header: "class", align: "left", drop: 2 },
      { header: "title", align: "left", drop: 3 },
      { header: "entries", align: "right", drop: 1 },
      { header: "axes", align: "left", runs: 20, paint: paintRefusal(color) },
    ],
    rows,
    width,
  );
  return `${table}\n\n--draw NAME draws one`;
}

/** `m [GeV]: 40 bins from 0 to 200` */
function axisText({ title, bins, lower, upper, edges }: RootAxis): string {
  const name = title === "" ? "" : `${printable(title)}: `;
  const uneven = edges === undefined ? "" : ", not equally wide";
  return `${name}${bins} bins from ${plainNumber(lower)} to ${plainNumber(upper)}${uneven}`;
}

function renderOthers(others: FileInspection["others"], width: number | undefined): string {
  const rows = others.map(({ path, className }) => [
    printable(path),
    `${printable(className)}${/RNTuple$/.test(className) ? ": not read, only TTree is" : ""}`,
  ]);
  const columns = [
    { header: "other object", align: "left" },
    { header: "class", align: "left", runs: 20 },
  ] as const;
  return renderFitting(columns, rows, width);
}

import type { BranchInspection, FileInspection, TreeInspection } from "../rootio/inspect.ts";
import { byteText } from "./numbers.ts";
import { renderTable } from "./table.ts";
import { printable } from "./terminal-text.ts";
import { dim, warning } from "./ansi.ts";

/** The file and, per tree, one line per branch; branches that cannot be read say why. */
export function renderInspection(inspection: FileInspection, color = false): string {
  const { file, size, uuid, version, trees } = inspection;
  const head = `${printable(file)}\n${dim(`${byteText(size)}, ROOT ${version}, uuid ${printable(uuid)}`, color)}`;
  if (trees.length === 0) return `${head}\n\nno tree in this file`;
  return [head, ...trees.map((tree) => renderTree(tree, color))].join("\n\n");
}

function renderTree(tree: TreeInspection, color: boolean): string {
  const title = tree.title === "" || tree.title === tree.name ? "" : ` "${printable(tree.title)}"`;
  const unreadable = tree.branches.filter((branch) => branch.readable !== true).length;
  const count = `${tree.branches.length} branches, ${unreadable === 0 ? "all readable" : `${unreadable} not readable`}`;
  const table = renderTable(
    [
      { header: "branch", align: "left" },
      { header: "type", align: "left" },
      { header: "baskets", align: "right" },
      { header: "embedded", align: "right" },
      { header: "bytes", align: "right" },
      { header: "unpacked", align: "right" },
      { header: "compression", align: "left" },
      { header: "readable", align: "left" },
    ],
    tree.branches.map((branch) => branchRow(branch, color)),
  );
  return `tree ${printable(tree.name)}${title}: ${tree.entries} entries, ${count}\n\n${table}`;
}

function branchRow(branch: BranchInspection, color: boolean): string[] {
  return [
    printable(branch.name),
    printable(branch.type),
    String(branch.baskets),
    branch.embeddedBaskets === 0 ? "" : String(branch.embeddedBaskets),
    byteText(branch.compressedBytes),
    byteText(branch.uncompressedBytes),
    branch.compression,
    // The last column, so that escape sequences do not count as width.
    branch.readable === true ? "yes" : warning(`no: ${printable(branch.readable.reason)}`, color),
  ];
}

import type { SpecCheck } from "../protocol/documents/spec-check-document.ts";
import { byteText } from "./numbers.ts";
import { renderTable } from "./table.ts";
import { printable, printableLine } from "./terminal-text.ts";

type Reads = SpecCheck["reads"][number];

/** What was found of a specification, for people; what is wrong with it follows as an error. */
export function renderSpecCheck(check: SpecCheck): string {
  const { expressions, reads, unseen, sums } = check;
  const parts = [
    headline(check),
    ...(expressions.length === 0 ? [] : [expressionTable(expressions)]),
    ...reads.map(renderReads),
    ...(reads.length === 0 ? [] : [bytesLine(check)]),
    `Sums: ${sums.numbers} numbers for each sample, ${byteText(sums.messageBytes)} in a result; a plotter keeps at most ${byteText(sums.memoryBytes)} of the analysis.`,
    ...(unseen.length === 0 ? [] : [unseenList(unseen)]),
  ];
  return `${parts.join("\n\n")}\n`;
}

function headline({ title, problems, reads, unseen }: SpecCheck): string {
  const opened = reads.reduce((sum, { samples }) => sum + samples.length, 0);
  const found =
    problems.length > 0
      ? `${problems.length} ${problems.length === 1 ? "problem" : "problems"}`
      : opened === 0
        ? "no file could be opened, so that its branches were not checked"
        : "nothing wrong was found";
  const looked =
    opened === 0
      ? ""
      : `, in one file of each of ${unseen.length === 0 ? "" : `${opened} of `}${opened + unseen.length} samples`;
  return `${printable(title)}: ${found}${looked}.`;
}

function expressionTable(expressions: SpecCheck["expressions"]): string {
  return renderTable(
    [
      { header: "name", align: "left" },
      { header: "field", align: "left" },
      { header: "type", align: "left" },
      { header: "expression", align: "left" },
    ],
    expressions.map(({ name = "", field, type, expression }) => [
      printable(name),
      printable(field),
      printable(type),
      printableLine(expression),
    ]),
  );
}

function renderReads({ stages, samples }: Reads): string {
  const names = samples.map(({ name }) => printable(name)).join(", ");
  const rows = stages.map(({ fills, branches, cuts }, i) => {
    const bytes = samples.reduce((sum, sample) => sum + sample.files * (sample.bytes[i] ?? 0), 0);
    const before = stages
      .slice(0, i)
      .findLast((stage) => stage.cuts.length > 0)
      ?.cuts.at(-1);
    const whereFrom = before === undefined ? "every event" : `events that pass ${printable(before)}`;
    const whatFor = [...cuts.map(printable), ...(fills ? ["histograms"] : [])].join(", ");
    const what = branches.map(({ name, type }) => `${printable(name)} ${printable(type)}`).join(", ");
    return [whereFrom, whatFor === "" ? "weights" : whatFor, byteText(bytes), what];
  });
  const columns = [
    { header: "read for", align: "left" },
    { header: "needed by", align: "left" },
    { header: "bytes", align: "right" },
    { header: "branches", align: "left" },
  ] as const;
  return `Samples ${names}:\n${renderTable(columns, rows)}`;
}

function bytesLine({ bytes, reads }: SpecCheck): string {
  const samples = reads.flatMap((each) => each.samples);
  const files = samples.reduce((sum, sample) => sum + sample.files, 0);
  return `To read: ${byteText(bytes.least)} to ${byteText(bytes.most)} in ${files} ${files === 1 ? "file" : "files"}, if all files of a sample are as the one that was opened.`;
}

function unseenList(unseen: SpecCheck["unseen"]): string {
  const lines = unseen.map(({ sample, reason }) => `  ${printable(sample)}: ${printableLine(reason)}`);
  return [`Not looked at (${unseen.length}):`, ...lines].join("\n");
}

import type { SpecCheck } from "../protocol/documents/spec-check-document.ts";
import { byteText } from "./numbers.ts";
import { renderFitting } from "./fit-table.ts";
import { printable, printableLabel, printableLine, wrapLines } from "./terminal-text.ts";

type Reads = SpecCheck["reads"][number];

/** What was found of a specification, for people; what is wrong with it follows as an error. @param width of the terminal; undefined: any */
export function renderSpecCheck(check: SpecCheck, width?: number): string {
  const { expressions, reads, unseen, energyUnit, sums } = check;
  const parts = [
    wrapLines(headline(check), width),
    ...(expressions.length === 0 ? [] : [expressionTable(expressions, width)]),
    ...reads.map((each) => renderReads(each, width)),
    ...(reads.length === 0 ? [] : [wrapLines(bytesLine(check), width)]),
    ...(energyUnit === undefined
      ? []
      : [wrapLines(`Energies and masses in the files are taken to be in ${energyUnit} (\`energyUnit\`).`, width)]),
    wrapLines(
      `Sums: ${sums.numbers} numbers for each sample, ${byteText(sums.messageBytes)} in a result; a plotter keeps at most ${byteText(sums.memoryBytes)} of the analysis.`,
      width,
    ),
    ...(unseen.length === 0 ? [] : [wrapLines(unseenList(unseen), width)]),
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
  return `${printableLabel(title)}: ${found}${looked}.`;
}

function expressionTable(expressions: SpecCheck["expressions"], width: number | undefined): string {
  return renderFitting(
    [
      { header: "name", align: "left" },
      { header: "field", align: "left", drop: 1 },
      { header: "type", align: "left" },
      { header: "expression", align: "left", runs: 20 },
    ],
    expressions.map(({ field, name = field, type, expression }) => [
      printable(name),
      printable(field),
      printable(type),
      printableLine(expression),
    ]),
    width,
  );
}

function renderReads({ stages, samples }: Reads, width: number | undefined): string {
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
    { header: "read for", align: "left", drop: 1 },
    { header: "needed by", align: "left" },
    { header: "bytes", align: "right" },
    { header: "branches", align: "left", runs: 20 },
  ] as const;
  return `${wrapLines(`Samples ${names}:`, width)}\n${renderFitting(columns, rows, width)}`;
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

import { type AnalysisSummary, analysisListSchema } from "../protocol/documents/analysis-document.ts";
import { readDocument } from "../protocol/documents/document-schema.ts";
import { loadConfig } from "../serve/load-config.ts";
import { countOption, defineCommand, option } from "./command.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { renderFitting } from "./fit-table.ts";
import { createPlotterClient } from "./http-client.ts";
import { json, url } from "./shared-options.ts";
import { printable, printableLabel } from "./terminal-text.ts";
import { outputWidth } from "./terminal-width.ts";

const limit = { default: 100, most: 1000 };

export const ls = defineCommand({
  name: "ls",
  summary: "list the analyses of a server",
  parameters: {
    by: option("by", "NAME", "only what somebody of this name started"),
    limit: countOption("limit", "N", `at most so many, the newest first (default ${limit.default})`, limit.most),
    url,
    json,
  },
  details: ["Exit code: 0 done, 2 refused, 1 no server there."],
  examples: ["hzz ls", "hzz ls --by anna --json"],
  async run({ by, limit: most = limit.default, url: server, json: asJson }, program): Promise<ExitCode> {
    const client = createPlotterClient(loadConfig(program.env, { url: server }).serverUrl);
    const query = new URLSearchParams({ limit: String(most), ...(by === undefined ? {} : { by }) });
    const { body } = await client.get(`analyses?${query.toString()}`, program.signal);
    const list = readDocument(analysisListSchema, body);
    const text = asJson ? JSON.stringify(list, null, 2) : renderList(list.analyses, outputWidth(program));
    program.stdout.write(`${text}\n`);
    return exitCodes.complete;
  },
});

/** A line for each analysis. @param width of the terminal; undefined: any */
export function renderList(analyses: readonly AnalysisSummary[], width: number | undefined): string {
  if (analyses.length === 0) return "No analyses";
  return renderFitting(
    [
      { header: "id", align: "left" },
      { header: "status", align: "left" },
      { header: "files", align: "right", drop: 2 },
      { header: "started", align: "left", drop: 3 },
      { header: "by", align: "left", drop: 4 },
      { header: "title", align: "left", runs: 16, drop: 1 },
    ],
    analyses.map(
      ({ id, status, stalled, progress: { files, filesComplete }, acceptedAt, startedBy, title, pinned }) => [
        id,
        `${stalled === true ? "stalled" : status}${pinned === true ? ", pinned" : ""}`,
        `${filesComplete}/${files}`,
        acceptedAt.slice(0, 16).replace("T", " "),
        printable(startedBy ?? ""),
        printableLabel(title),
      ],
    ),
    width,
  );
}

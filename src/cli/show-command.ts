import { analysisDocumentSchema } from "../protocol/documents/analysis-document.ts";
import { readDocument } from "../protocol/documents/document-schema.ts";
import { analysisPlace } from "./analysis-place.ts";
import { bold, wantsColor } from "./ansi.ts";
import { type Arguments, defineCommand, operand } from "./command.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { fetchResult } from "./fetch-result.ts";
import { placeClient } from "./place-client.ts";
import type { Program } from "./program.ts";
import { renderResult } from "./render-result.ts";
import { json, noColor, perUnit, url } from "./shared-options.ts";
import { pageOf } from "./submission.ts";
import { printableLabel, wrapLines } from "./terminal-text.ts";
import { outputWidth, plotWidth } from "./terminal-width.ts";

const parameters = { target: operand("id|URL"), url, json, perUnit, noColor };

export const show = defineCommand({
  name: "show",
  summary: "print an analysis of a server as it stands now",
  parameters,
  details: [
    "Prints what hzz watch prints at the end, without waiting for it. --json prints the server's document.",
    "Exit code: 0 done, 2 refused (such as an id that is not there), 1 no server there.",
  ],
  examples: ["hzz show 0123456789abcdef", "hzz show 0123456789abcdef --json"],
  run: showNow,
});

async function showNow(command: Arguments<typeof parameters>, program: Program): Promise<ExitCode> {
  const place = analysisPlace("show", command.target, command.url);
  const { id } = place;
  const { client } = placeClient(place, command.url, program.env);
  if (command.json) {
    const { body } = await client.get(`analyses/${encodeURIComponent(id)}`, program.signal);
    program.stdout.write(`${JSON.stringify(readDocument(analysisDocumentSchema, body), null, 2)}\n`);
    return exitCodes.complete;
  }
  const { view, missingCount } = await fetchResult(client, id, program.signal);
  const width = outputWidth(program);
  const color = wantsColor(program.stdout, program.env, command.noColor);
  const { files, filesComplete } = view.progress;
  const state = view.stalled === true ? "running, but stalled" : view.status;
  program.stdout.write(
    `${bold(wrapLines(printableLabel(view.spec.title), width), color)}\n` +
      `${wrapLines(`${state}, ${filesComplete} of ${files} files: ${pageOf(client, id).href}`, width)}\n`,
  );
  const layout = { color, columns: plotWidth(program), width, perUnit: command.perUnit };
  program.stdout.write(renderResult(view, { ...layout, missingCount }));
  return exitCodes.complete;
}

import { forgottenAnalysisSchema } from "../protocol/documents/answer-documents.ts";
import { readDocument } from "../protocol/documents/document-schema.ts";
import { loadConfig } from "../serve/load-config.ts";
import { type Arguments, defineCommand, repeatedOperand } from "./command.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { createPlotterClient } from "./http-client.ts";
import { PlotterProblemError } from "./plotter-errors.ts";
import type { Program } from "./program.ts";
import { quiet, url } from "./shared-options.ts";

const parameters = {
  ids: repeatedOperand("id"),
  url,
  quiet: { ...quiet, help: "print nothing about what was removed" },
};

export const remove = defineCommand({
  name: "remove",
  summary: "remove analyses that have ended from a server",
  parameters,
  details: [
    "Removes them with all their results, on every server of the same broker. The same analysis can be started again. " +
      "One that runs or is pinned is refused; the others are removed all the same.",
    "To a server that asks for a token, it sends the one in HZZ_TOKEN, or in the file that HZZ_TOKEN_FILE names.",
    "Exit code: 0 all are removed, 2 one or more were refused, 1 no server there.",
  ],
  examples: ["hzz remove 0123456789abcdef fedcba9876543210"],
  run: removeAll,
});

async function removeAll({ ids, url, quiet }: Arguments<typeof parameters>, program: Program): Promise<ExitCode> {
  const { serverUrl, token } = loadConfig(program.env, { url });
  const client = createPlotterClient(serverUrl, { token });
  let refused = 0;
  for (const id of new Set(ids)) {
    try {
      const answer = await client.delete(`analyses/${encodeURIComponent(id)}?forget=true`, program.signal);
      readDocument(forgottenAnalysisSchema, answer.body);
      if (!quiet) program.stdout.write(`${id} removed\n`);
    } catch (error) {
      if (program.signal.aborted) {
        program.stderr.write(`Did not wait for the server's answer; it may have removed ${id}\n`);
        return exitCodes.incomplete;
      }
      if (!(error instanceof PlotterProblemError) || error.retry !== "never") throw error;
      refused++;
      program.stderr.write(`${error.message}\n`);
    }
  }
  return refused === 0 ? exitCodes.complete : exitCodes.refused;
}

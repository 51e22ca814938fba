import type { SubmitCommand } from "./cli-command.ts";
import { loadConfig } from "../serve/load-config.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { createPlotterClient } from "./http-client.ts";
import type { Program } from "./program.ts";
import { type Submission, submitAnalysis } from "./submission.ts";
import { watchAndPrint } from "./watch-command.ts";

/** `hzz submit`: starts an analysis on a server, and says where it is to be seen; with `--watch` it stays to the end. */
export async function submitCommand(command: SubmitCommand, program: Program): Promise<ExitCode> {
  const { serverUrl, token } = loadConfig(program.env, { url: command.url });
  const client = createPlotterClient(serverUrl, { token });
  let submission: Submission;
  try {
    submission = await submitAnalysis(client, command.target, command.samples, program.signal);
  } catch (error) {
    if (!program.signal.aborted) throw error;
    program.stderr.write(
      "Not waited for the answer of the server, which may have accepted the analysis all the same\n",
    );
    return exitCodes.incomplete;
  }
  const { summary, page, acceptance } = submission;
  if (command.json) {
    program.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
    return exitCodes.complete;
  }
  const told = acceptance === "started" ? "Started" : `Known already, ${summary.status}`;
  if (!command.watch) {
    program.stderr.write(command.quiet ? "" : `${told}\n`);
    program.stdout.write(`${summary.id}\n${page.href}\n`);
    return exitCodes.complete;
  }
  // Standard output is for the result alone, so that it is the same as that of hzz run.
  program.stderr.write(command.quiet ? "" : `${told}: ${page.href}\n`);
  return watchAndPrint(client, summary.id, command, program);
}

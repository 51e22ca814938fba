import { type Arguments, defineCommand, flag, operand } from "./command.ts";
import { loadConfig } from "../serve/load-config.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { createPlotterClient } from "./http-client.ts";
import type { Program } from "./program.ts";
import { json, noColor, priority, quietWatching, samples, startedAs, url } from "./shared-options.ts";
import { type Submission, submitAnalysis } from "./submission.ts";
import { printable } from "./terminal-text.ts";
import { UsageError } from "./usage-error.ts";
import { watchAndPrint } from "./watch-command.ts";

const parameters = {
  target: operand("preset|spec.json|id"),
  samples,
  priority,
  startedAs,
  url,
  watch: flag("watch", "then watch it, as hzz watch does"),
  json: { ...json, help: "print the server's answer as JSON" },
  quiet: quietWatching,
  noColor,
};

export const submit = defineCommand({
  name: "submit",
  summary: "start an analysis on a server, such as hzz up",
  parameters,
  details: [
    "Prints the id of the analysis and, in the last line, the address of its page. Submitting the same analysis again " +
      "gives the same one. The server looks for the files in its mirrors, and at the URLs that it allows.",
    "With the id of an analysis that has stalled, or ended without being complete, the server goes on with what is missing.",
    "To a server that asks for a token, it sends the one in HZZ_TOKEN, or in the file that HZZ_TOKEN_FILE names. " +
      "If that token has a name there, it counts, and not that of --as.",
    "Exit code: 0 accepted or known, 2 refused, 1 no server there; with --watch as hzz watch.",
  ],
  examples: ["hzz submit hzz-2020 --samples 'data_*' --watch"],
  check({ watch, json: asJson }) {
    if (watch && asJson) throw new UsageError("--json and --watch exclude each other");
  },
  run: startThere,
});

/** Starts an analysis on a server, and says where it is to be seen; with `--watch` it stays to the end. */
async function startThere(command: Arguments<typeof parameters>, program: Program): Promise<ExitCode> {
  const { serverUrl, token } = loadConfig(program.env, { url: command.url });
  const client = createPlotterClient(serverUrl, { token });
  let submission: Submission;
  try {
    submission = await submitAnalysis(client, command.target, command, program.signal);
  } catch (error) {
    if (!program.signal.aborted) throw error;
    program.stderr.write("Did not wait for the server's answer; it may have accepted the analysis\n");
    return exitCodes.incomplete;
  }
  const { summary, page } = submission;
  if (command.json) {
    program.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
    return exitCodes.complete;
  }
  const told = toldOf(submission);
  if (!command.watch) {
    program.stderr.write(command.quiet ? "" : `${told}\n`);
    program.stdout.write(`${summary.id}\n${page.href}\n`);
    return exitCodes.complete;
  }
  // Standard output is for the result alone, so that it is the same as that of hzz run.
  program.stderr.write(command.quiet ? "" : `${told}: ${page.href}\n`);
  return watchAndPrint(client, summary.id, { ...command, json: false }, program);
}

/** What the server made of it. Names come from others. */
function toldOf({ acceptance, summary: { status, stalled, startedBy, you } }: Submission): string {
  const as = you === undefined ? "" : ` as ${printable(you)}`;
  if (acceptance === "started") return `Started${as}`;
  const whose = startedBy === undefined || startedBy === you ? "" : `, started by ${printable(startedBy)}`;
  return `Known already, ${stalled === true ? "stalled" : status}${whose}`;
}

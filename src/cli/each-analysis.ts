import { analysisPlace } from "./analysis-place.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { placeClient } from "./place-client.ts";
import { PlotterProblemError } from "./plotter-errors.ts";
import type { Program } from "./program.ts";

export interface EachOptions {
  readonly command: string;
  /** Ids, or addresses of pages. */
  readonly ids: readonly string[];
  readonly url: string | undefined;
  readonly quiet: boolean;
  readonly json: boolean;
  /** Behind the address of the analysis: `?forget=true`. */
  readonly query: string;
  /** What has been done to it: `removed`. */
  readonly done: string;
  /** Checks an answer of the server, and gives it back. */
  readonly read: (body: unknown) => unknown;
}

/**
 * Asks a server to delete each of these analyses, in whatever way: one that is refused keeps none of the others.
 *
 * @returns refused if one or more were, incomplete if the user did not wait
 */
export async function deleteEach(options: EachOptions, program: Program): Promise<ExitCode> {
  const { command, ids, url, quiet, json, query, done, read } = options;
  // All are looked at before the first is asked for.
  const places = [...new Set(ids)].map((target) => analysisPlace(command, target, url));
  const answers: unknown[] = [];
  let refused = 0;
  for (const place of places) {
    const { id } = place;
    const { client, withheldFor } = placeClient(place, url, program.env);
    try {
      const { body } = await client.delete(`analyses/${encodeURIComponent(id)}${query}`, program.signal);
      answers.push(read(body));
      if (!quiet && !json) program.stdout.write(`${id} ${done}\n`);
    } catch (error) {
      if (program.signal.aborted) {
        program.stderr.write(`Did not wait for the server's answer; it may have ${done} ${id}\n`);
        return exitCodes.incomplete;
      }
      if (!(error instanceof PlotterProblemError) || error.retry !== "never") throw error;
      refused++;
      program.stderr.write(`${error.message}\n`);
      if (error.problem.status === 401 && withheldFor !== undefined)
        program.stderr.write(
          `The token was not sent there, as it is for ${withheldFor}; to send it: hzz ${command} --url ${client.base.href} ${id}\n`,
        );
    }
  }
  if (json) program.stdout.write(`${JSON.stringify(answers, null, 2)}\n`);
  return refused === 0 ? exitCodes.complete : exitCodes.refused;
}

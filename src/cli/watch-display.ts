import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { wantsColor } from "./ansi.ts";
import { LiveScreen } from "./live-screen.ts";
import type { Program } from "./program.ts";
import { createProgress } from "./progress.ts";
import type { WatchedView } from "./watch-analysis.ts";

/** How a watched analysis is shown while it runs. */
export interface WatchDisplay {
  update(watched: WatchedView): void;
  /** What is wrong with the connection; undefined: it is there again. */
  connection(problem: string | undefined): void;
  /** Ends the showing, so that other text can follow. @param last the last state, if it is known */
  close(last?: AnalysisView): void;
}

export interface DisplayOptions {
  readonly quiet: boolean;
  readonly noColor: boolean;
}

/** The live picture where standard output is a terminal; elsewhere progress on standard error; nothing if quiet. */
export function createWatchDisplay(program: Program, { quiet, noColor }: DisplayOptions): WatchDisplay {
  const { stdout, stderr, env } = program;
  const now = () => performance.now();
  if (!quiet && stdout.isTTY === true && env["TERM"] !== "dumb") {
    const footer = "Ctrl-C stops watching; the analysis goes on.";
    const screen = new LiveScreen({ stream: stdout, now, color: wantsColor(stdout, env, noColor), footer });
    return {
      update: (watched) => {
        // What has ended is printed as a whole, no screen is opened for it.
        if (watched.view.status === "running") screen.update(watched);
      },
      connection: (problem) => {
        screen.connection(problem);
      },
      close: () => {
        screen.close();
      },
    };
  }
  let isLost = false;
  const progress = createProgress({ stream: stderr, now, color: wantsColor(stderr, env, noColor), quiet });
  return {
    update: ({ view }) => {
      progress.update(view);
    },
    connection: (problem) => {
      if (isLost === (problem !== undefined)) return;
      isLost = problem !== undefined;
      progress.note(problem === undefined ? "Connected again" : `Connection lost, trying again: ${problem}`);
    },
    close: (last) => {
      if (last !== undefined) progress.finish(last);
    },
  };
}

import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../errors/app-error.ts";
import { readEvents, type StreamEvent } from "./event-stream.ts";
import type { PlotterClient } from "./http-client.ts";
import { PlotterProblemError, PlotterUnreachableError } from "./plotter-errors.ts";

/** How long to wait for what; all in milliseconds. */
export interface Patience {
  /** Silence after which a connection counts as broken. A plotter sends a heartbeat every 15 s. */
  readonly stallMs: number;
  /** Pause before the stream is opened again, until the server names another; it doubles with each try in vain. */
  readonly retryMs: number;
  readonly mostRetryMs: number;
  /** Without a sign of life for so long, the server counts as gone. */
  readonly giveUpMs: number;
}

/** A restart with a long log takes a minute; a server that is away for longer needs somebody who looks after it. */
const usualPatience: Patience = { stallMs: 45_000, retryMs: 1000, mostRetryMs: 10_000, giveUpMs: 300_000 };

/** Also for a server that asks for less. */
const shortestPauseMs = 50;

export interface FollowOptions {
  /** Ends the following, without an error. */
  readonly signal: AbortSignal;
  /** Told when the stream is lost, with the reason, and with undefined when it is there again. */
  readonly onConnection: (problem: string | undefined) => void;
  readonly patience?: Patience;
}

/** What goes over from one connection to the next. */
interface Following {
  lastEventId: string | undefined;
  retryMs: number;
  /** Whether the server has ever opened the stream. */
  met: boolean;
  /** Connections since the last event. */
  triesInVain: number;
  aliveAt: number;
}

/**
 * Server-sent events of a path, over any number of connections: when one breaks, the next one goes on after the last event
 * that the caller took. Ends when the server says that there is no more (204) or the signal aborts; the caller leaves when
 * it has seen enough.
 *
 * @throws {PlotterUnreachableError} if nobody answers at the first try, or later for `giveUpMs`.
 * @throws {PlotterProblemError | PlotterAnswerError} for a refusal that does not pass with time, such as 404.
 */
export async function* followEvents(
  client: PlotterClient,
  path: string,
  options: FollowOptions,
): AsyncGenerator<StreamEvent> {
  const { signal, onConnection } = options;
  const limits = options.patience ?? usualPatience;
  const { retryMs } = limits;
  const now: Following = { lastEventId: undefined, retryMs, met: false, triesInVain: 0, aliveAt: performance.now() };
  for (;;) {
    let problem: AppError = new PlotterUnreachableError(client.base, "it closed the connection");
    try {
      if ((yield* oneConnection(client, path, now, options, limits)) === "no more") return;
    } catch (error) {
      if (signal.aborted) return;
      problem = passing(error, now.met);
    }
    const silentMs = performance.now() - now.aliveAt;
    const reason = problem instanceof PlotterUnreachableError ? problem.reason : problem.message;
    if (silentMs > limits.giveUpMs)
      throw new PlotterUnreachableError(client.base, `${reason}, and so for ${Math.round(silentMs / 1000)} s`);
    onConnection(reason);
    const asked = problem instanceof PlotterProblemError ? problem.problem.retryAfterMs : 0;
    const pauseMs = Math.min(now.retryMs * 2 ** now.triesInVain++, limits.mostRetryMs);
    await pause(Math.max(pauseMs, Math.min(asked, limits.giveUpMs)), signal);
    if (signal.aborted) return;
  }
}

/** Opens the stream once, and hands on what comes until it ends. */
async function* oneConnection(
  client: PlotterClient,
  path: string,
  now: Following,
  { signal, onConnection }: FollowOptions,
  limits: Patience,
): AsyncGenerator<StreamEvent, "no more" | "broken off"> {
  const stalled = new AbortController();
  const watch = setTimeout(() => {
    stalled.abort(new PlotterUnreachableError(client.base, `it was silent for ${limits.stallMs / 1000} s`));
  }, limits.stallMs);
  try {
    const response = await client.openEvents(path, now.lastEventId, AbortSignal.any([signal, stalled.signal]));
    if (response === undefined) return "no more";
    if (response.body === null) return "broken off";
    if (now.met || now.triesInVain > 0) onConnection(undefined);
    now.met = true;
    const onAlive = () => {
      watch.refresh();
      now.aliveAt = performance.now();
    };
    const events = readEvents(response.body, {
      url: client.base,
      onRetry: (ms) => (now.retryMs = Math.max(ms, shortestPauseMs)),
      onAlive,
    });
    for await (const event of events) {
      yield event;
      // Only now has the caller taken it.
      now.triesInVain = 0;
      now.lastEventId = event.id ?? now.lastEventId;
    }
    return "broken off";
  } catch (error) {
    throw stalled.signal.aborted ? stalled.signal.reason : error;
  } finally {
    clearTimeout(watch);
  }
}

/** The error, if waiting may help; a server that was never there is not waited for. */
function passing(error: unknown, met: boolean): AppError {
  const known = error instanceof AppError && error.retry === "later";
  if (known && (met || !(error instanceof PlotterUnreachableError))) return error;
  throw error;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

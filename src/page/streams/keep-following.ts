import { RefusedError } from "../api/errors.ts";
import type { StateListener } from "./state-listener.ts";

/** `ended`: nothing more comes. `lost`: no word from the server; it is asked again by itself. */
export type Connection = "loading" | "live" | "lost" | "ended";

/** Something that the server tells of as a whole, and then what changes. */
export interface Followed<State> {
  load(): Promise<State>;
  /** @returns stops it */
  follow(state: State, listener: StateListener): () => void;
  /** The state after an update. `gap`: it does not continue this one. `unreadable`: it is no update. */
  next(state: State, data: string): State | "gap" | "unreadable";
  /** Whether nothing more will change. */
  isEnded(state: State): boolean;
}

export interface FollowedListener<State> {
  onState(state: State): void;
  onConnection(connection: Connection): void;
  /** The server will not show it (unknown id, say); nothing is tried any more. */
  onRefused(error: RefusedError): void;
}

const firstRetryMs = 1000;
const longestRetryMs = 15_000;

/**
 * Tells of something until it is stopped: first all that is known, then every change.
 *
 * After a broken stream everything is loaded again, after a pause that grows, and the stream goes on from there. What the browser does
 * by itself is not enough: it gives up where an answer is no stream, and it cannot know a server that has forgotten what it told.
 *
 * While nobody can see the page it lets go of the stream, and takes it up where it was when it is shown again. What had ended by then is
 * loaded once more.
 *
 * @returns stops it
 */
export function keepFollowing<State>(followed: Followed<State>, listener: FollowedListener<State>): () => void {
  let state: State | undefined;
  let stopListening: (() => void) | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let retryMs = firstRetryMs;
  let gapAt = -Infinity;
  let isLoading = false;
  let stopped = false;

  function take(next: State): void {
    state = next;
    listener.onState(next);
    if (!followed.isEnded(next)) return;
    letGo();
    listener.onConnection("ended");
  }

  async function load(): Promise<void> {
    if (isLoading) return;
    isLoading = true;
    try {
      const next = await followed.load();
      if (stopped) return;
      take(next);
      goOn();
    } catch (error) {
      // What has ended stays on the page, whatever became of it since.
      if (stopped || (state !== undefined && followed.isEnded(state))) return;
      if (error instanceof RefusedError && error.retry === "never") listener.onRefused(error);
      else retryLater();
    } finally {
      isLoading = false;
    }
  }

  function goOn(): void {
    const from = state;
    if (from === undefined || followed.isEnded(from) || document.hidden) return;
    letGo();
    stopListening = followed.follow(from, {
      onOpen: () => {
        retryMs = firstRetryMs;
        listener.onConnection("live");
      },
      onUpdate: (data) => {
        const next = followed.next(state ?? from, data);
        if (next !== "gap" && next !== "unreadable") {
          take(next);
          return;
        }
        letGo();
        // It does not continue what is here: all of it is fetched anew, though not over and over from a server that is behind another.
        const isOften = performance.now() - gapAt < firstRetryMs;
        if (next === "unreadable" || isOften) retryLater();
        else void load();
        if (next === "gap") gapAt = performance.now();
      },
      onBroken: () => {
        letGo();
        retryLater();
      },
    });
  }

  function letGo(): void {
    stopListening?.();
    stopListening = undefined;
  }

  function retryLater(): void {
    listener.onConnection("lost");
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      void load();
    }, retryMs);
    retryMs = Math.min(2 * retryMs, longestRetryMs);
  }

  function onVisibility(): void {
    if (document.hidden) letGo();
    // What is loaded, now or after the pause, goes on by itself.
    else if (timer !== undefined || isLoading) return;
    // Somebody may have taken it up again meanwhile.
    else if (state !== undefined && followed.isEnded(state)) void load();
    else goOn();
  }

  listener.onConnection("loading");
  document.addEventListener("visibilitychange", onVisibility);
  void load();
  return () => {
    stopped = true;
    document.removeEventListener("visibilitychange", onVisibility);
    letGo();
    clearTimeout(timer);
  };
}

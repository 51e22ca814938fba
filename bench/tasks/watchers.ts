import { serveHelper } from "../helper.ts";
import { now } from "../marks.ts";
import { openStream } from "../plain-http.ts";

/** What open event streams brought, a number for each. */
export interface Watched {
  readonly bytes: readonly number[];
  /** When it ended, which is right after the last state. */
  readonly ended: readonly number[];
  /** Of the first stream: the others are only counted, so that reading them does not slow down what is watched. */
  readonly states: number;
}

// Many who watch the same analysis, in a process of their own.
const [url = "", analysis = "", count = "1"] = process.argv.slice(2);
const streams = Array.from({ length: Number(count) }, (_, i) =>
  openStream(url, analysis, i === 0 ? () => undefined : undefined),
);
const ended = Promise.all(streams.map((stream) => stream.ended.then(now)));
await Promise.all(streams.map((stream) => stream.opened));

serveHelper({
  result: async (): Promise<Watched> => {
    const times = await ended;
    return { bytes: streams.map(({ bytes }) => bytes), ended: times, states: streams[0]?.states ?? 0 };
  },
});

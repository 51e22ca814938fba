import { createParser } from "eventsource-parser";
import { type AnalysisUpdate, analysisUpdateSchema } from "../../src/protocol/documents/analysis-document.ts";
import { readDocument } from "../../src/protocol/documents/document-schema.ts";
import { until } from "./plotter-app.ts";

export interface ReceivedState {
  readonly id: number;
  readonly update: AnalysisUpdate;
}

/** An open event stream, read to its end in the background. */
export interface EventClient {
  readonly response: Response;
  readonly states: readonly ReceivedState[];
  /** Everything as it came. */
  readonly text: () => string;
  /** Whether the server has ended the stream in good order. */
  readonly ended: () => boolean;
  /** The state that fulfils a condition, once it has come. */
  readonly state: (condition?: (state: ReceivedState) => boolean) => Promise<ReceivedState>;
  /** Goes away, as a closed tab does. */
  readonly close: () => void;
}

export async function openEvents(url: string, headers: Record<string, string> = {}): Promise<EventClient> {
  const abort = new AbortController();
  const response = await fetch(url, { headers: { accept: "text/event-stream", ...headers }, signal: abort.signal });
  const states: ReceivedState[] = [];
  let text = "";
  let ended = false;
  let failure: Error | undefined;
  const parser = createParser({
    onEvent: ({ event, id, data }) => {
      if (event !== "state") throw new Error(`an event of the kind ${event ?? "message"}`);
      states.push({ id: Number(id), update: readDocument(analysisUpdateSchema, JSON.parse(data)) });
    },
  });
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      const piece = decoder.decode(chunk as Uint8Array, { stream: true });
      text += piece;
      parser.feed(piece);
    }
    ended = true;
  };
  read().catch((error: unknown) => {
    if (!abort.signal.aborted) failure = new Error("the stream broke", { cause: error });
  });
  return {
    response,
    states,
    text: () => text,
    ended: () => ended,
    state: async (condition = () => true) => {
      await until(() => {
        if (failure !== undefined) throw failure;
        return states.some(condition);
      });
      return states.find(condition)!;
    },
    close: () => {
      abort.abort();
    },
  };
}

import { get, request } from "node:http";
import { createParser } from "eventsource-parser";
import type { AnalysisUpdate } from "../src/protocol/documents/analysis-document.ts";

/** Requests with as little of a client as there is, so that it is the server that is measured. */

/** @returns the answer's body. @throws {Error} if the answer is not in the 200s */
export function send(method: "GET" | "POST", url: string, body?: object): Promise<unknown> {
  const text = body === undefined ? "" : JSON.stringify(body);
  const json = { accept: "application/json", ...(text === "" ? {} : { "content-type": "application/json" }) };
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method, headers: { ...json, "content-length": Buffer.byteLength(text) } },
      (response) => {
        let answer = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (answer += chunk));
        response.on("error", reject).on("end", () => {
          const status = response.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve(JSON.parse(answer));
          else reject(new Error(`${method} ${url} answered ${status}: ${answer}`));
        });
      },
    );
    sent.on("error", reject).end(text);
  });
}

export interface OpenStream {
  /** What has come so far. */
  readonly bytes: number;
  /** 0 if nobody asked to be told of them. */
  readonly states: number;
  /** Resolves when the first bytes have come; rejects as `ended`. */
  readonly opened: Promise<void>;
  /** Resolves when the server has ended it in good order; rejects when it broke. */
  readonly ended: Promise<void>;
}

/**
 * Opens the event stream of an analysis, on a connection of its own.
 *
 * @param onState told of each `state` event, its data as text; without it, the stream is not looked into, which takes less time
 */
export function openStream(url: string, id: string, onState?: (data: string) => void): OpenStream {
  const counts = { bytes: 0, states: 0 };
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event !== "state") return;
      counts.states++;
      onState?.(data);
    },
  });
  const decoder = new TextDecoder();
  let open: () => void = () => undefined;
  const firstBytes = new Promise<void>((resolve) => {
    open = resolve;
  });
  const ended = new Promise<void>((resolve, reject) => {
    const sent = get(`${url}/analyses/${id}/events`, { agent: false }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`the event stream answered ${response.statusCode ?? 0}`));
      response.on("data", (chunk: Buffer) => {
        open();
        counts.bytes += chunk.length;
        if (onState !== undefined) parser.feed(decoder.decode(chunk, { stream: true }));
      });
      response.on("error", reject).on("end", resolve);
    });
    sent.on("error", reject);
  });
  return {
    get bytes() {
      return counts.bytes;
    },
    get states() {
      return counts.states;
    },
    opened: Promise.race([firstBytes, ended]),
    ended,
  };
}

/** Whether any bin of any histogram holds an event. */
export function isFilled({ groups }: Pick<AnalysisUpdate, "groups">): boolean {
  return groups.some(({ histograms }) => Object.values(histograms).some(({ entries }) => entries.some((n) => n > 0)));
}

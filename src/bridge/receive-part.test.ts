import { expect, describe, it } from "vitest";
import { createLogger } from "../logging/logger.ts";
import { BodyTooLargeError, BrokerUnavailableError } from "../messaging/errors.ts";
import type { PlainOutgoing } from "../messaging/rabbitmq/plain-queues.ts";
import { createMetrics } from "../metrics/metrics.ts";
import { createBridgeCounts } from "./bridge-counts.ts";
import { createPartReceiver } from "./receive-part.ts";
import { RefusedMessageError } from "./refused-message.ts";
import type { StorePart } from "./store-part.ts";

const message = { queue: "signal_data_queue", body: Buffer.from("x") };

/** @param takes what becomes of each try; an error is thrown. @param publishes the same, of what is refused */
function receiver(takes: ("stored" | "known" | Error)[], publishes: (Error | undefined)[] = []) {
  const stop = new AbortController();
  const sent: PlainOutgoing[] = [];
  const lines: Record<string, unknown>[] = [];
  const metrics = createMetrics("bridge");
  const write = (line: string) => {
    lines.push(JSON.parse(line) as Record<string, unknown>);
    if (lines.length > 3) stop.abort();
  };
  const store: StorePart = () => {
    const next = takes.length > 1 ? takes.shift()! : takes[0]!;
    return typeof next === "string" ? Promise.resolve(next) : Promise.reject(next);
  };
  const receive = createPartReceiver({
    store,
    publish: (refused) => {
      const error = publishes.shift();
      if (error !== undefined) return Promise.reject(error);
      sent.push(refused);
      return Promise.resolve();
    },
    counts: createBridgeCounts(metrics),
    logger: createLogger({ level: "info", format: "json", write }),
    retryDelayMs: 1,
    now: () => new Date("2026-01-02T03:04:05Z"),
    stop: stop.signal,
  });
  return { receive: () => receive(message), sent, lines, stop, metrics };
}

const away = new BrokerUnavailableError("appendLog");

describe("a message in hand", () => {
  it("stays there until the log has it, and one line says so", async () => {
    const { receive, lines, metrics } = receiver([away, away, "stored"]);
    expect(await receive()).toBe("done");
    expect(lines.map(({ message }) => message)).toEqual(["A message waits, as it cannot be stored"]);
    expect(await metrics.text()).toContain('hzz_bridge_parts_total{queue="signal_data_queue",outcome="stored"} 1');
  });

  it("goes back to its queue if the bridge stops meanwhile", async () => {
    const { receive, stop } = receiver([away]);
    const receiving = receive();
    stop.abort();
    expect(await receiving).toBe("back");
  });

  it("is gone only after it is stored among the refused, with the reason", async () => {
    const refusal = new RefusedMessageError("pickle", "It is a pickle");
    const { receive, sent, metrics } = receiver([refusal], [away, undefined]);
    expect(await receive()).toBe("done");
    const at = "2026-01-02T03:04:05.000Z";
    const headers = { refusal: "pickle", reason: "It is a pickle", queue: message.queue, at };
    expect(sent).toEqual([{ queue: "hzz_bridge_refused", body: message.body, headers }]);
    expect(await metrics.text()).toContain('hzz_bridge_refusals_total{queue="signal_data_queue",refusal="pickle"} 1');
  });

  it("is refused if the broker would never take it, or if this program fails at it", async () => {
    const tooLarge = receiver([new BodyTooLargeError(2, 1, "log record")]);
    expect(await tooLarge.receive()).toBe("done");
    expect(tooLarge.sent[0]?.headers).toMatchObject({ refusal: "unfit" });
    const fault = receiver([new TypeError("x is undefined")]);
    expect(await fault.receive()).toBe("done");
    expect(fault.sent[0]?.headers).toMatchObject({ refusal: "fault", reason: "x is undefined" });
    expect(fault.lines[0]).toMatchObject({ level: "error" });
  });

  it("has a reason that fits into a header", async () => {
    const { receive, sent } = receiver([new RefusedMessageError("unfit", "x".repeat(1_000_000))]);
    await receive();
    expect(String(sent[0]?.headers["reason"])).toHaveLength(2000);
  });
});

import { describe, expect, it } from "vitest";
import { analysisIdOf } from "../src/analysis/analysis-id.ts";
import { createLedger, type Ledger } from "../src/ledger/ledger.ts";
import { decodeLogEvent } from "../src/protocol/codec.ts";
import { toJsonText } from "../src/protocol/documents/json-text.ts";
import { toAnalysisDocument } from "../src/protocol/documents/to-analysis-document.ts";
import { NewerMessageError } from "../src/protocol/malformed-message.ts";
import { brokers, outcomeOf, outcomesOf, recordsOf, releases, type Outcome } from "./history/history.ts";

/** Every body of a log that says something; marks of RabbitMQ are empty. */
function bodiesOf(release: string, broker: (typeof brokers)[number]): Buffer[] {
  const bodies = recordsOf(release, broker).map(({ body }) => Buffer.from(body, "base64"));
  return bodies.filter(({ length }) => length > 0);
}

function folded(bodies: readonly Uint8Array[]): Ledger[] {
  const ledgers = new Map<string, Ledger>();
  for (const body of bodies) {
    const event = decodeLogEvent(body);
    const ledger = ledgers.get(event.analysis) ?? createLedger(event.analysis);
    ledgers.set(event.analysis, ledger);
    ledger.apply(event);
  }
  return [...ledgers.values()];
}

function outcomeNow(ledger: Ledger): Outcome {
  const document = toAnalysisDocument(ledger.view(), 0, { samples: true });
  return outcomeOf(JSON.parse(toJsonText(document)) as Record<string, unknown>);
}

const logs = releases().flatMap((release) => brokers.map((broker) => ({ release, broker })));

describe.each(logs)("the log of release $release on $broker", ({ release, broker }) => {
  it("gives what that release gave, bit by bit", () => {
    const ledgers = folded(bodiesOf(release, broker));
    expect(ledgers.map(outcomeNow)).toEqual(outcomesOf(release));
  });

  it("holds specifications whose ids are the same today", async () => {
    for (const ledger of folded(bodiesOf(release, broker))) {
      const { id, spec } = ledger.view();
      expect(await analysisIdOf(spec)).toBe(id);
    }
  });

  it("has partitions in both forms, failures, a cancellation and a second run", () => {
    const bodies = bodiesOf(release, broker);
    const forms = bodies.map((body) => {
      const event = decodeLogEvent(body);
      const run = "run" in event ? ` ${event.run}` : "";
      return `${body[0] === 0x1e ? "packed " : ""}${event.kind}${run}`;
    });
    expect(new Set(forms)).toEqual(
      new Set([
        "accepted 1",
        "accepted 2",
        "cancelled 1",
        "file-failed 1",
        "file-planned",
        "packed partition-done",
        "partition-done",
        "partition-failed 1",
      ]),
    );
  });

  it("is refused by name, record for record, where its version is a newer one", () => {
    for (const body of bodiesOf(release, broker)) {
      const text = body.toString("latin1");
      expect(text).toContain('"version":1');
      const newer = Buffer.from(text.replace('"version":1', '"version":2'), "latin1");
      expect(() => decodeLogEvent(newer)).toThrow(NewerMessageError);
      expect(() => decodeLogEvent(newer)).toThrow(/version 2, which is newer than .* version 1/);
    }
  });
});

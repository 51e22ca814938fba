import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Releases whose logs are kept here. */
export function releases(): string[] {
  return readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

export const brokers = ["nats", "rabbitmq"] as const;

/** What the broker held, in the order of its log. */
export function recordsOf(release: string, broker: (typeof brokers)[number]): StoredRecord[] {
  return linesOf(release, `${broker}.jsonl`) as StoredRecord[];
}

/** What the release said of each analysis. */
export function outcomesOf(release: string): Outcome[] {
  return linesOf(release, "outcomes.jsonl") as Outcome[];
}

function linesOf(release: string, file: string): unknown[] {
  const text = readFileSync(join(import.meta.dirname, release, file), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
}

/** A record of a broker's log as it was stored: everything that says whose it is, and its bytes. */
export interface StoredRecord {
  /** NATS only. */
  readonly subject?: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** RabbitMQ only. */
  readonly properties?: {
    readonly deliveryMode: number | undefined;
    readonly messageId: string | undefined;
    readonly timestamp: number | undefined;
  };
  /** Base64. */
  readonly body: string;
}

/** What became of an analysis, in a form of its own: documents of HTTP may get new fields, this may not. */
export interface Outcome {
  readonly id: string;
  readonly title: unknown;
  readonly status: unknown;
  readonly run: unknown;
  readonly progress: unknown;
  readonly missing: unknown;
  readonly groups: readonly SumsOutcome[];
  readonly samples: readonly SumsOutcome[];
}

interface SumsOutcome {
  readonly name: unknown;
  readonly progress: unknown;
  readonly sources?: unknown;
  /** For each stage: entries, Σw, Σw². */
  readonly cutflow: readonly Sums[];
  /** By name; flow bins first and last. */
  readonly histograms: Readonly<Record<string, Sums>>;
}

interface Sums {
  readonly entries: unknown;
  readonly sumw: unknown;
  readonly sumw2: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/** @param document of `GET /analyses/:id?samples=true` */
export function outcomeOf(document: Fields): Outcome {
  const groups = document["groups"] as readonly (Fields & { readonly samples: readonly Fields[] })[];
  return {
    id: String(document["id"]),
    title: document["title"],
    status: document["status"],
    run: document["run"],
    progress: document["progress"],
    missing: document["missing"],
    groups: groups.map(sumsOf),
    samples: groups.flatMap(({ samples }) => samples.map(sumsOf)),
  };
}

function sumsOf({ name, progress, sources, cutflow, histograms }: Fields): SumsOutcome {
  const { entries, sumw, sumw2 } = cutflow as Record<string, number[]>;
  return {
    name,
    progress,
    ...(sources === undefined ? {} : { sources }),
    cutflow: entries!.map((_, i) => ({ entries: entries![i], sumw: sumw![i], sumw2: sumw2![i] })),
    histograms: Object.fromEntries(
      Object.entries(histograms as Record<string, Sums>).map(([key, sums]) => [
        key,
        { entries: sums.entries, sumw: sums.sumw, sumw2: sums.sumw2 },
      ]),
    ),
  };
}

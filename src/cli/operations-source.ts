import { DeadLetterNotFoundError } from "../messaging/errors.ts";
import { openBroker } from "../messaging/open-broker.ts";
import type { Broker } from "../messaging/port.ts";
import {
  type DeadLetterDocument,
  type DeadLetterList,
  type LaneList,
  type RedriveReport,
  deadLetterListSchema,
  deadLetterSchema,
  laneListSchema,
  redriveReportSchema,
} from "../protocol/documents/operations-document.ts";
import { readDocument } from "../protocol/documents/document-schema.ts";
import { findDeadLetter, listDeadLetters, redriveDeadLetters } from "../operations/dead-letters.ts";
import { laneStates } from "../operations/lane-states.ts";
import { ledgersOfLog } from "../operations/ledger-lookup.ts";
import { loadConfig } from "../serve/load-config.ts";
import { createPlotterClient, type PlotterClient } from "./http-client.ts";
import { type Arguments, option } from "./command.ts";
import { isOwnBroker } from "./own-broker.ts";
import type { Program } from "./program.ts";
import { json, url } from "./shared-options.ts";
import { UsageError } from "./usage-error.ts";

/** Where a command for whoever operates the services asks, and how it tells. */
export const operationsOptions = {
  url,
  broker: option("broker", "URL", "ask this message broker itself, where no server can be reached"),
  json,
};

export const operationsExitCode = "Exit code: 0 done, 2 refused (such as an id that is not there), 1 failed.";

type OperationsPlace = Pick<Arguments<typeof operationsOptions>, "url" | "broker">;

/** @throws {UsageError} where both a server and a broker are named */
export function oneServer({ url: server, broker }: OperationsPlace): void {
  if (server !== undefined && broker !== undefined) throw new UsageError("--url and --broker exclude each other");
}

/** Which dead letters are to be redriven. */
export type RedriveChoice = { readonly id: string } | { readonly analysis: string } | { readonly all: true };

/** What tells of lanes and dead letters, and redrives them. */
export interface OperationsSource extends AsyncDisposable {
  lanes(): Promise<LaneList>;
  list(analysis: string | undefined, limit: number): Promise<DeadLetterList>;
  show(id: string): Promise<DeadLetterDocument>;
  /** On a broker, an aborted signal ends it early, and the report tells of what was done. */
  redrive(choice: RedriveChoice): Promise<RedriveReport>;
}

/**
 * The server, or with `--broker` the broker itself, which serves whoever runs no plotter.
 *
 * @throws {UsageError} for a broker in memory, which is in another process. @throws {ConfigError} as the settings
 */
export async function openOperations(place: OperationsPlace, program: Program): Promise<OperationsSource> {
  if (place.broker === undefined) {
    const { serverUrl, token } = loadConfig(program.env, { url: place.url });
    const patient = createPlotterClient(serverUrl, { token, limitMs: redriveLimitMs });
    return fromServer(createPlotterClient(serverUrl), patient, program.signal);
  }
  const { broker, lanes } = loadConfig(program.env, { broker: place.broker });
  if (isOwnBroker(broker, {}))
    throw new UsageError(
      "A broker in memory belongs to one process, which hzz cannot look into: ask its server instead (--url)",
    );
  return fromBroker(await openBroker(broker), lanes, program.signal);
}

/** Thousands of letters may take a server longer than any other request. */
const redriveLimitMs = 600_000;

function fromServer(client: PlotterClient, patient: PlotterClient, signal: AbortSignal): OperationsSource {
  const letter = (id: string) => `dead-letters/${encodeURIComponent(id)}`;
  return {
    lanes: async () => readDocument(laneListSchema, (await client.get("lanes", signal)).body),
    list: async (analysis, limit) => {
      const query = new URLSearchParams({ limit: String(limit), ...(analysis === undefined ? {} : { analysis }) });
      return readDocument(deadLetterListSchema, (await client.get(`dead-letters?${query.toString()}`, signal)).body);
    },
    show: async (id) => readDocument(deadLetterSchema, (await client.get(letter(id), signal)).body),
    redrive: async (choice) => {
      const { body } =
        "id" in choice
          ? await patient.post(`${letter(choice.id)}/redrive`, {}, signal)
          : await patient.post("dead-letters/redrive", choice, signal);
      return readDocument(redriveReportSchema, body);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function fromBroker(broker: Broker, lanes: readonly string[], signal: AbortSignal): OperationsSource {
  const ledgers = ledgersOfLog(broker.log);
  return {
    lanes: () => laneStates(broker, lanes),
    // The logs of all analyses would have to be read for it.
    list: (analysis, limit) => listDeadLetters(broker.deadLetters, { analysis, limit }, undefined),
    show: async (id) => {
      const letter = await findDeadLetter(broker.deadLetters, id, ledgers);
      if (letter === undefined) throw new DeadLetterNotFoundError(id);
      return letter;
    },
    redrive: async (choice) => {
      const filter = "all" in choice ? {} : choice;
      const report = await redriveDeadLetters(broker.deadLetters, filter, ledgers, signal);
      if ("id" in choice && report.redriven + report.removed === 0 && !signal.aborted)
        throw new DeadLetterNotFoundError(choice.id);
      return report;
    },
    [Symbol.asyncDispose]: () => broker[Symbol.asyncDispose](),
  };
}

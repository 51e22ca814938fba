import type { LaneDocument, LaneList } from "../protocol/documents/operations-document.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { defineCommand } from "./command.ts";
import { oneServer, openOperations, operationsExitCode, operationsOptions } from "./operations-source.ts";
import { renderFitting } from "./fit-table.ts";
import { printable, wrapLines } from "./terminal-text.ts";
import { outputWidth } from "./terminal-width.ts";

export const lanes = defineCommand({
  name: "lanes",
  summary: "show what waits in each lane, and who works on it",
  parameters: operationsOptions,
  details: [
    "waiting: items that nobody has yet. in flight: items in the hands of processors. redelivered: unfinished items " +
      "that were delivered before. consumers: who asks for items just now; busy processors may be missing. " +
      "A dash: the broker cannot tell. The lanes are those of the server's HZZ_LANES.",
    operationsExitCode,
  ],
  examples: ["hzz lanes --url http://plotter:8080"],
  check: oneServer,
  async run(command, program): Promise<ExitCode> {
    await using source = await openOperations(command, program);
    const list = await source.lanes();
    const text = command.json ? JSON.stringify(list, null, 2) : renderLanes(list, outputWidth(program));
    program.stdout.write(`${text}\n`);
    return exitCodes.complete;
  },
});

const unknown = "–";

/** A table of the lanes, who is missing, and how many dead letters there are. @param width of the terminal; undefined: any */
export function renderLanes({ lanes: all, deadLetters }: LaneList, width?: number): string {
  const columns = [
    { header: "lane", align: "left" },
    { header: "waiting", align: "right" },
    { header: "in flight", align: "right" },
    { header: "redelivered", align: "right", drop: 1 },
    { header: "consumers", align: "right" },
  ] as const;
  const rows = all.map(({ name, waiting, inFlight, redelivered, consumers }) => [
    printable(name),
    ...[waiting, inFlight, redelivered, consumers].map((value) => value?.toString() ?? unknown),
  ]);
  const shared = all.flatMap(({ name, foreignConsumers = 0 }) =>
    foreignConsumers === 0 ? [] : [`${printable(name)} (${foreignConsumers})`],
  );
  const deserted = all.filter(isDeserted).map(({ name }) => printable(name));
  const notes = [
    ...(deserted.length === 0
      ? []
      : [
          `Nobody works on ${deserted.join(", ")}: start a processor for it (its HZZ_LANES says which lanes it serves)`,
        ]),
    ...(shared.length === 0
      ? []
      : [
          `Consumers that are not processors take items of ${shared.join(", ")}, which nobody counts: find them among the consumers of its ` +
            `queues at the broker, and end them`,
        ]),
    deadLetters === 0 ? "No dead letters" : `Dead letters: ${deadLetters} (hzz dead list)`,
  ];
  return [renderFitting(columns, rows, width), "", ...notes.map((note) => wrapLines(note, width))].join("\n");
}

/** Something waits, nobody has anything in hand, and nobody asks for it. */
function isDeserted({ waiting, inFlight, consumers }: LaneDocument): boolean {
  return waiting > 0 && inFlight === 0 && consumers === 0;
}

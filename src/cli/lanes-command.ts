import type { LaneDocument, LaneList } from "../protocol/documents/operations-document.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import type { LanesCommand } from "./operations-line.ts";
import { openOperations } from "./operations-source.ts";
import type { Program } from "./program.ts";
import { renderTable } from "./table.ts";
import { printable } from "./terminal-text.ts";

/** `hzz lanes`: what waits in each lane, and who works on it. */
export async function lanesCommand(command: LanesCommand, program: Program): Promise<ExitCode> {
  await using source = await openOperations(command, program);
  const list = await source.lanes();
  program.stdout.write(command.json ? `${JSON.stringify(list, null, 2)}\n` : `${renderLanes(list)}\n`);
  return exitCodes.complete;
}

const unknown = "–";

/** A table of the lanes, who is missing, and how many dead letters there are. */
export function renderLanes({ lanes, deadLetters }: LaneList): string {
  const columns = [
    { header: "lane", align: "left" },
    { header: "waiting", align: "right" },
    { header: "in flight", align: "right" },
    { header: "redelivered", align: "right" },
    { header: "consumers", align: "right" },
  ] as const;
  const rows = lanes.map(({ name, waiting, inFlight, redelivered, consumers }) => [
    printable(name),
    ...[waiting, inFlight, redelivered, consumers].map((value) => value?.toString() ?? unknown),
  ]);
  const deserted = lanes.filter(isDeserted).map(({ name }) => printable(name));
  return [
    renderTable(columns, rows),
    "",
    ...(deserted.length === 0
      ? []
      : [
          `Nobody works on ${deserted.join(", ")}: start a processor for it (its HZZ_LANES says which lanes it serves)`,
        ]),
    deadLetters === 0 ? "No dead letters" : `Dead letters: ${deadLetters} (hzz dead list)`,
  ].join("\n");
}

/** Something waits, nobody has anything in hand, and nobody asks for it. */
function isDeserted({ waiting, inFlight, consumers }: LaneDocument): boolean {
  return waiting > 0 && inFlight === 0 && consumers === 0;
}

import { Logs } from "./logs.ts";
import { Messages } from "./messages.ts";
import { Moves, type Move } from "./moves.ts";
import { Programs } from "./program.ts";
import { isOrdered, type Scenario } from "./scenario.ts";
import { Violation } from "./violation.ts";
import { nameOf, type World } from "./world.ts";
import { checkEnd, checkMove } from "./world-properties.ts";

/** What an exploration has seen. */
export interface Exploration {
  readonly worlds: number;
  readonly moves: number;
  /** Worlds in which nothing more happens, unless something goes wrong. */
  readonly ends: number;
  /** How the analysis stands in them: its status, or `unknown` if it was never accepted. */
  readonly standings: readonly string[];
  /** The longest of the shortest ways from the beginning to a world. */
  readonly depth: number;
  /** Logs of different order or repetitions that were folded and compared. */
  readonly logs: number;
  /** Runs of real code, each up to another point. */
  readonly runs: number;
  /** The first thing that must not be and is, with the shortest way there. */
  readonly violation?: { readonly property: string; readonly message: string; readonly trace: readonly string[] };
}

/** How a world was reached. */
interface Arrival {
  readonly from: Arrival | undefined;
  /** Number of the move among those of the world before. */
  readonly move: number;
}

/**
 * Visits every world that can be reached, breadth first, and checks what must hold in each of them and at each move. Ends at the first
 * violation, or with the last world.
 *
 * @throws {RangeError} if there are more worlds than `maxWorlds`
 */
export async function explore(scenario: Scenario, maxWorlds = 3_000_000): Promise<Exploration> {
  const messages = new Messages();
  const programs = new Programs();
  const logs = new Logs(scenario, messages);
  const moves = new Moves(scenario, messages, programs, logs);
  const visited = new Set<string>();
  let front: { readonly world: World; readonly arrival: Arrival | undefined }[] = [];
  const counts = { worlds: 0, moves: 0, ends: 0, depth: -1 };
  const standings = new Set<string>();
  const report = () => ({ ...counts, standings: [...standings].sort(), logs: logs.folded, runs: programs.runs });

  const arrive = (world: World, arrival: Arrival | undefined, next: typeof front): void => {
    const name = nameOf(world, isOrdered(scenario));
    if (visited.has(name)) return;
    visited.add(name);
    if (++counts.worlds > maxWorlds) throw new RangeError(`More than ${maxWorlds} worlds`);
    next.push({ world, arrival });
  };

  arrive(beginning(scenario), undefined, front);
  while (front.length > 0) {
    counts.depth++;
    const next: typeof front = [];
    for (const { world, arrival } of front) {
      let move: Move | undefined;
      try {
        const possible = moves.from(world);
        for (const [number, one] of possible.entries()) {
          move = one;
          const to = move.to instanceof Promise ? await move.to : move.to;
          counts.moves++;
          checkMove(logs, messages, scenario, world, move, to);
          arrive(to, { from: arrival, move: number }, next);
        }
        move = undefined;
        if (possible.some(({ fault }) => fault === undefined)) continue;
        counts.ends++;
        standings.add(checkEnd(logs, messages, scenario, world));
      } catch (error) {
        if (!(error instanceof Violation)) throw error;
        const trace = await traceOf(moves, beginning(scenario), arrival);
        if (move !== undefined) trace.push(move.words());
        return { ...report(), violation: { property: error.property, message: error.message, trace } };
      }
    }
    front = next;
  }
  return report();
}

function beginning({ processors, plotters, faults }: Scenario): World {
  return {
    log: [],
    waiting: [],
    unheard: [],
    remembered: [],
    hands: Array.from({ length: processors }, () => undefined),
    plotters: plotters.map(() => ({ next: 0, step: undefined, seen: 0 })),
    faults,
    wentBack: false,
    isLast: false,
  };
}

/** Goes a way once more, and tells it: telling each move would take longer than all else. */
async function traceOf(moves: Moves, from: World, arrival: Arrival | undefined): Promise<string[]> {
  const numbers: number[] = [];
  for (let at = arrival; at !== undefined; at = at.from) numbers.unshift(at.move);
  const words: string[] = [];
  let world = from;
  for (const number of numbers) {
    const move = moves.from(world)[number]!;
    words.push(move.words());
    world = await move.to;
  }
  return words;
}

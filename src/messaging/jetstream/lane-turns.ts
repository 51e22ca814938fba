import type { Msg } from "@nats-io/transport-node";
import { TurnOrder } from "../turns.ts";
import { laneTokens, STREAMS } from "./names.ts";
import type { Questions } from "./questions.ts";

/** No responders: there is no such consumer. */
const GONE = 503;

export interface TurnsListener {
  /** A message that came beside the one that is taken. */
  tooMany(message: Msg): void;
  /** A consumer that is not there, though those of other turns may be. */
  gone(consumer: string): void;
}

/** Items of a lane, and whether each of its turns that was asked has answered. */
export interface Taken {
  readonly messages: readonly Msg[];
  readonly isAnswered: boolean;
}

/**
 * Asks one lane for items that are there now, turn by turn.
 *
 * All turns up to the one that had something the last time are asked together, so that looking for newcomers takes no longer. A newcomer's
 * item is rare, and what comes beside it from a higher turn goes back.
 */
export class LaneTurns {
  readonly #consumers: readonly string[];
  readonly #questions: Questions;
  readonly #listener: TurnsListener;
  readonly #order = new TurnOrder();
  #level = 0;

  constructor(lane: string, questions: Questions, listener: TurnsListener) {
    this.#consumers = laneTokens(lane);
    this.#questions = questions;
    this.#listener = listener;
  }

  /** At most so many. */
  async take(wanted: number): Promise<Taken> {
    const messages: Msg[] = [];
    let isAnswered = true;
    const empty = new Set<number>();
    const step = async (spares: readonly number[], ascending: readonly number[]): Promise<void> => {
      const missing = wanted - messages.length;
      const rest = missing - spares.length;
      const batches = new Map(rest > 0 ? ascending.map((turn) => [turn, rest]) : []);
      for (const turn of spares) batches.set(turn, (batches.get(turn) ?? 0) + 1);
      if (missing === 0 || batches.size === 0) return;
      const came = await this.#ask(batches);
      for (const [turn, messages] of came.of) if (messages.length < batches.get(turn)!) empty.add(turn);
      isAnswered &&= came.isAnswered;
      const first = spares.flatMap((turn) => came.of.get(turn)!.splice(0, 1));
      const others = ascending.flatMap((turn) => (came.of.get(turn) ?? []).map((message) => ({ message, turn })));
      const taken = others.splice(0, missing - first.length);
      this.#level = taken.at(-1)?.turn ?? this.#level;
      messages.push(...first, ...taken.map(({ message }) => message));
      for (const { message } of others) this.#listener.tooMany(message);
      this.#order.took(first.length + taken.length);
    };
    const ascending = (): number[] => this.#order.ascending().filter((turn) => !empty.has(turn));
    const level = this.#level;
    // If one item is wanted, a higher turn that comes first is asked alone.
    const spares = this.#order.spares(wanted);
    if (spares.length > 0)
      await step(
        spares,
        ascending().filter((turn) => turn <= level),
      );
    await step(
      [],
      ascending().filter((turn) => turn <= level),
    );
    await step(
      [],
      ascending().filter((turn) => turn > level),
    );
    return { messages, isAnswered };
  }

  async #ask(
    batches: ReadonlyMap<number, number>,
  ): Promise<{ readonly of: ReadonlyMap<number, Msg[]>; readonly isAnswered: boolean }> {
    const questions = [...batches].map(([turn, batch]) => {
      return { target: `$JS.API.CONSUMER.MSG.NEXT.${STREAMS.work}.${this.#consumers[turn]!}`, batch };
    });
    const answers = await this.#questions.ask(questions);
    const of = new Map<number, Msg[]>();
    let isAnswered = true;
    for (const [i, [turn, batch]] of [...batches].entries()) {
      const { messages, status } = answers[i]!;
      of.set(turn, messages);
      if (messages.length === batch) continue;
      this.#order.foundEmpty(turn);
      if (status?.headers?.code === GONE) this.#listener.gone(this.#consumers[turn]!);
      isAnswered &&= status !== undefined;
    }
    return { of, isAnswered };
  }
}

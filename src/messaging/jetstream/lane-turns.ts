import type { Msg } from "@nats-io/transport-node";
import { TurnOrder } from "../turns.ts";
import { laneTokens, STREAMS } from "./names.ts";
import { isMessage, type Questions } from "./questions.ts";

/** No responders: there is no such consumer. */
const GONE = 503;

export interface TurnsListener {
  /** A message that came beside the one that is taken. */
  tooMany(message: Msg): void;
  /** A consumer that is not there, though those of other turns may be. */
  gone(consumer: string): void;
}

/**
 * Asks one lane for an item that is there now, turn by turn.
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

  /** `unanswered`: there was nothing, and one of the turns did not even say so. */
  async take(): Promise<Msg | "empty" | "unanswered"> {
    let isAnswered = true;
    const order = this.#order.next();
    // Then a higher turn comes before the lower ones, and is asked alone.
    const isSpare = order.length > 1 && order[0]! > order[1]!;
    const steps = isSpare ? [order.slice(0, 1), ...this.#inSteps(order.slice(1))] : this.#inSteps(order);
    for (const [step, turns] of steps.entries()) {
      const answers = await this.#ask(turns);
      const [first, ...others] = answers.flatMap((answer, i) =>
        typeof answer === "string" ? [] : [{ message: answer, turn: turns[i]! }],
      );
      for (const { message } of others) this.#listener.tooMany(message);
      if (first !== undefined) {
        this.#order.took();
        if (!isSpare || step > 0) this.#level = first.turn;
        return first.message;
      }
      isAnswered &&= !answers.includes("unanswered");
    }
    return isAnswered ? "empty" : "unanswered";
  }

  /** Ascending turns, as they are asked together. */
  #inSteps(order: readonly number[]): number[][] {
    const steps = [order.filter((turn) => turn <= this.#level), order.filter((turn) => turn > this.#level)];
    return steps.filter(({ length }) => length > 0);
  }

  async #ask(turns: readonly number[]): Promise<(Msg | "empty" | "unanswered")[]> {
    const consumers = turns.map((turn) => this.#consumers[turn]!);
    const targets = consumers.map((consumer) => `$JS.API.CONSUMER.MSG.NEXT.${STREAMS.work}.${consumer}`);
    return (await this.#questions.ask(targets)).map((answer, i) => {
      if (answer !== undefined && isMessage(answer)) return answer;
      this.#order.foundEmpty(turns[i]!);
      if (answer?.headers?.code === GONE) this.#listener.gone(consumers[i]!);
      return answer === undefined ? "unanswered" : "empty";
    });
  }
}

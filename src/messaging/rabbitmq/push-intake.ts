import type { Channel } from "amqplib";
import { closeChannel } from "./channel-errors.ts";
import { Intake } from "./intake.ts";
import type { Taken } from "./taken.ts";

/** Items of one lane: the server sends them as fast as they are settled, and never more than there are slots. */
export class PushIntake extends Intake {
  readonly #waiting: ((taken: Taken | undefined) => void)[] = [];
  #consumerTag: string | undefined;

  next(): Promise<Taken | undefined> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.wake();
    });
  }

  protected async begin(channel: Channel): Promise<void> {
    const [[queue, lane]] = [...this.options.lanes] as [[string, string]];
    await channel.prefetch(this.options.concurrency);
    const { consumerTag } = await channel.consume(queue, (message) => {
      // Null: the server ended the consumer, since the queue was deleted or moves. Another channel begins anew.
      if (message === null) void closeChannel(channel);
      else this.arrived(channel, message, lane);
    });
    this.#consumerTag = consumerTag;
    // Told to stop while it was opened.
    if (!this.isOpen()) await this.cease(channel);
  }

  protected async cease(channel: Channel): Promise<void> {
    if (this.#consumerTag !== undefined) await channel.cancel(this.#consumerTag);
  }

  protected wake(): void {
    if (!this.isOpen()) for (const resolve of this.#waiting.splice(0)) resolve(undefined);
    while (this.#waiting.length > 0 && this.held.length > 0) this.#waiting.shift()?.(this.takeHeld());
  }
}

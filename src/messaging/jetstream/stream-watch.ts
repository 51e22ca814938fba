import { setTimeout as pause } from "node:timers/promises";
import type { StreamInfo } from "@nats-io/jetstream";
import { BrokerIncompleteError, BrokerPermissionError, BrokerSetupError, LogReplacedError } from "../errors.ts";
import { STREAMS } from "./names.ts";
import type { JetStreamLink } from "./server-link.ts";
import { isFormer, makeStream, misfitOf, type Plan, PLANS, streamInfo, tooFew, updateSubjects } from "./streams.ts";

/** How often the streams are looked at when nothing gives a reason to. */
const LOOK_MS = 10_000;
/** While something is missing. */
const LOOK_WRONG_MS = 1000;
/** A new leader may not have read yet what its predecessor had answered: it is asked again before a log counts as shorter. */
const SECOND_LOOK_MS = 2000;

/**
 * A server (2.9) that has just deleted a stream is still removing its folder, and would remove that of a new one of the same name with it.
 */
const BEFORE_MAKING_MS = 1000;

/** What is known of a stream. */
interface Known {
  readonly created: string;
  /** Of the last message that was ever there, as far as this connection knows. */
  lastSequence: number;
  /** Of the last message that was there already when anything was sent from now on. */
  lastSure: number;
  /** A message up to which there was something: the last one of the last look. Undefined if there was nothing then. */
  filledTo: number | undefined;
}

/**
 * Whether the streams are there, and whether they are the same as before: a stream may be deleted, emptied, or replaced by an older copy
 * while services run. It is looked at after each lost connection, on every answer that gives rise to doubt, and from time to time. Whoever
 * may makes again what is missing.
 */
export class StreamWatch {
  /** What the operator should know of the streams as they were when this was opened. */
  readonly remarks: string[] = [];
  readonly #link: JetStreamLink;
  readonly #replicas: number;
  readonly #known = new Map<string, Known>();
  readonly #wrong = new Map<string, string>();
  readonly #mayNotMake = new Set<string>();
  /** Streams that still have the subjects of an earlier version. */
  readonly #former = new Set<string>();
  /** Whether this may change them. */
  #updates: boolean;
  readonly #replaced = new Map<string, AbortController>();
  #looking: Promise<void> | undefined;

  private constructor(link: JetStreamLink, replicas: number, updates: boolean) {
    this.#link = link;
    this.#replicas = replicas;
    this.#updates = updates;
  }

  /**
   * Makes the streams that are not there. Of one that is there, limits and replicas are its operator's and never changed.
   * @param updates whether one of an earlier version gets the subjects of this one
   * @throws {BrokerSetupError} if a stream of this name is there and keeps other subjects, or keeps them in another way; if it is not
   * there and this user may not make it.
   */
  static async open(link: JetStreamLink, replicas: number, updates = false): Promise<StreamWatch> {
    const watch = new StreamWatch(link, replicas, updates);
    for (const plan of PLANS) await watch.#find(plan);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const lookLater = (): void => {
      clearTimeout(timer);
      if (!link.isClosed()) timer = setTimeout(look, watch.#wrong.size > 0 ? LOOK_WRONG_MS : LOOK_MS).unref();
    };
    const look = (): void => {
      // A server that is away again is looked at when it is back.
      watch.look().then(lookLater, lookLater);
    };
    lookLater();
    link.onReconnect(look);
    link.onDoubt(look);
    link.onClose(() => {
      clearTimeout(timer);
    });
    return watch;
  }

  /** Aborted, with a `LogReplacedError`, once the stream of this name is found to be another one than now. */
  replaced(stream: string): AbortSignal {
    return this.#controllerOf(stream).signal;
  }

  /** Whether a stream has the subjects of an earlier version, as far as is known. */
  isFormer(stream: string): boolean {
    return this.#former.has(stream);
  }

  /** @throws {BrokerIncompleteError} if something is known to be missing */
  check(call: string): void {
    if (this.#wrong.size > 0) throw new BrokerIncompleteError(call, [...this.#wrong.values()]);
  }

  /** A new message has got this number: one that is known is a contradiction. */
  stored(stream: string, sequence: number): void {
    const known = this.#known.get(stream);
    if (known === undefined) return;
    if (sequence <= known.lastSure) this.#link.doubt();
    else known.lastSure = sequence;
    this.read(stream, sequence);
  }

  read(stream: string, sequence: number): void {
    const known = this.#known.get(stream);
    if (known === undefined || sequence <= known.lastSequence) return;
    known.lastSequence = sequence;
    known.filledTo ??= sequence;
  }

  /** Messages are removed on purpose: if none is left, that is right. */
  removed(stream: string): void {
    const known = this.#known.get(stream);
    if (known !== undefined) known.filledTo = undefined;
  }

  /** What was read of a stream is not in it: whoever knows it is told. */
  tellReplaced(stream: string, found: string, expected: string): void {
    const controller = this.#controllerOf(stream);
    this.#replaced.delete(stream);
    controller.abort(new LogReplacedError(`${found} in ${stream}`, expected));
  }

  /**
   * Looks at all streams now, or waits for who does.
   * @throws {AppError} if the server does not answer.
   */
  look(): Promise<void> {
    this.#looking ??= this.#lookAtAll().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #lookAtAll(): Promise<void> {
    const looks = await Promise.allSettled(PLANS.map((plan) => this.#lookAt(plan)));
    for (const look of looks) if (look.status === "rejected") throw look.reason;
  }

  async #lookAt(plan: Plan): Promise<void> {
    const { name } = plan;
    const expected = { ...this.#known.get(name)! };
    const info = (await this.#infoOf(name)) ?? (await this.#makeAgain(plan));
    if (info === undefined) return;
    const misfit = misfitOf(plan, info.config);
    if (misfit === undefined) this.#wrong.delete(name);
    else this.#wrong.set(name, misfit);
    await this.#bringUpToDate(plan, info);
    // Removed on purpose since then.
    expected.filledTo &&= this.#known.get(name)!.filledTo;
    const difference = differenceOf(info, expected, name);
    if (difference === undefined) {
      const known = this.#known.get(name)!;
      known.filledTo = filledTo(info);
      known.lastSure = Math.max(known.lastSure, info.state.last_seq);
      this.read(name, info.state.last_seq);
      return;
    }
    if (this.#link.isCluster && info.created === expected.created && !(await this.#isStillShort(name, expected)))
      return;
    this.#know(info);
    this.tellReplaced(name, ...difference);
  }

  async #isStillShort(name: string, expected: Known): Promise<boolean> {
    await pause(SECOND_LOOK_MS);
    const info = await this.#infoOf(name);
    return info !== undefined && differenceOf(info, expected, name) !== undefined;
  }

  async #makeAgain(plan: Plan): Promise<StreamInfo | undefined> {
    const { name } = plan;
    this.#wrong.set(name, `the stream ${name} is missing`);
    if (this.#mayNotMake.has(name)) return undefined;
    await pause(BEFORE_MAKING_MS);
    try {
      await this.#make(plan);
    } catch (error) {
      if (!(error instanceof BrokerPermissionError)) throw error;
      // The server writes down each try.
      this.#mayNotMake.add(name);
      return undefined;
    }
    return this.#infoOf(name);
  }

  async #find(plan: Plan): Promise<void> {
    const { name } = plan;
    let info = await this.#infoOf(name);
    if (info === undefined) {
      try {
        await this.#make(plan);
      } catch (cause) {
        if (!(cause instanceof BrokerPermissionError)) throw cause;
        const summary = `The stream ${name} is not there, and this user may not make it; start the plotter, which makes it`;
        throw new BrokerSetupError(summary, {}, { cause });
      }
      info = await this.#infoOf(name);
    }
    if (info === undefined) throw new BrokerIncompleteError("opening the streams", [`the stream ${name} was deleted`]);
    const misfit = misfitOf(plan, info.config);
    if (misfit !== undefined)
      throw new BrokerSetupError(`${misfit}: use another server or account, or remove the stream`);
    await this.#bringUpToDate(plan, info);
    if (info.config.num_replicas < this.#replicas) this.remarks.push(tooFew(plan, info.config, this.#replicas));
    this.#know(info);
  }

  async #bringUpToDate(plan: Plan, { config }: StreamInfo): Promise<void> {
    const { name } = plan;
    if (!isFormer(plan, config)) {
      this.#former.delete(name);
      return;
    }
    this.#former.add(name);
    if (!this.#updates) return;
    try {
      await this.#link.ask(`updating the stream ${name}`, () => updateSubjects(this.#link, plan));
    } catch (error) {
      if (!(error instanceof BrokerPermissionError)) throw error;
      // The server writes down each try.
      this.#updates = false;
      this.remarks.push(
        `The stream ${name} is of an earlier version, so that the server cannot hold its users to their own records: ${error.message}; ` +
          "then start this again",
      );
      return;
    }
    this.#former.delete(name);
  }

  async #make(plan: Plan): Promise<void> {
    const remark = await makeStream(this.#link, plan, this.#replicas);
    if (remark !== undefined) this.remarks.push(remark);
  }

  #infoOf(name: string): Promise<StreamInfo | undefined> {
    return this.#link.ask(`looking for the stream ${name}`, () => streamInfo(this.#link, name));
  }

  #know(info: StreamInfo): void {
    const { config, created, state } = info;
    const { last_seq: last } = state;
    this.#known.set(config.name, { created, lastSequence: last, lastSure: last, filledTo: filledTo(info) });
  }

  #controllerOf(stream: string): AbortController {
    let controller = this.#replaced.get(stream);
    if (controller === undefined) this.#replaced.set(stream, (controller = new AbortController()));
    return controller;
  }
}

function filledTo({ state }: StreamInfo): number | undefined {
  return state.messages > 0 ? state.last_seq : undefined;
}

/** What was found and what was expected, if a stream is not the one that was known. */
function differenceOf(
  { created, state }: StreamInfo,
  expected: Known,
  name: string,
): [found: string, expected: string] | undefined {
  if (created !== expected.created) return [`a stream made at ${created}`, `the one made at ${expected.created}`];
  const { first_seq: first, last_seq: last, messages } = state;
  if (last < expected.lastSequence) return [`message ${last} as the last one`, `at least ${expected.lastSequence}`];
  // Work is gone when it is done, and of the log, the part that was forgotten: but not all at once.
  const { filledTo } = expected;
  if (name === STREAMS.results && filledTo !== undefined && (messages === 0 || first > filledTo))
    return [`nothing before message ${first}`, `messages up to ${filledTo} and more`];
  return undefined;
}

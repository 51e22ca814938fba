/** A broker that the faults are tried on. Another one is a file beside `nats-under-test.ts` and a line in `brokers.ts`. */
export interface BrokerUnderTest {
  readonly name: string;
  /**
   * Starts a real server with a store of its own.
   * @param host address of this machine that it listens on
   */
  start(host: string): Promise<RunningBroker>;
}

export interface RunningBroker {
  /** Name and version of the server. */
  readonly version: string;
  /** For clients; every item that its processor is silent about for `ackWaitMs` is given to another one. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** The same by way of another place, such as a proxy. */
  urlThrough(host: string, port: number): string;
  /** What stands once in each append to the log on its way to the server, and in nothing else that a processor sends once it is ready. */
  readonly appendMark: string;
  /** Ends it as a power cut would. Its store stays for `start`. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Holds it still, connections and all. */
  freeze(): void;
  thaw(): void;
  /** From now on its store takes nothing more, as it has reached its limit; what is there stays. */
  limitStore(): Promise<void>;
  makeRoom(): Promise<void>;
  /** As an operator may, while everybody is connected. */
  delete(what: BrokerObjects): Promise<void>;
  remove(): Promise<void>;
}

/** `work`: where the work of all lanes waits. `log`: the log of all analyses. `helpers`: what connections need among themselves. */
export type BrokerObjects = "work" | "log" | "helpers";

/** The shortest that both brokers' adapters take. */
export const ackWaitMs = 1000;

/**
 * A server on a file system so small that it can be filled.
 * @param folder for its store
 */
export interface FullDiskBroker extends BrokerUnderTest {
  startIn(folder: string, host: string): Promise<RunningBroker>;
}

/** A server whose store can be lost, or replaced by an older copy, while it is ended. */
export interface RunningStoreBroker extends RunningBroker {
  /** Copies the store to a place beside it, as it is now. */
  saveStore(): Promise<void>;
  /** Puts the saved store in its place, or none if none was saved. */
  restoreStore(): Promise<void>;
}

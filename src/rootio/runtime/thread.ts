/** A thread of the platform: of Node, or a worker of a browser. */
export interface Thread {
  postMessage(message: unknown): void;
  /** Ends it at once. */
  terminate(): Promise<unknown> | undefined;
  /** Whether the process stays up for it. */
  ref(): void;
  unref(): void;
}

export interface ThreadOptions {
  /** What its module finds at its start; on Node alone. */
  readonly data?: unknown;
  /** Memory, on Node alone; beyond it the thread ends, and not the whole process. */
  readonly limits?: { readonly maxOldGenerationSizeMb?: number };
}

/** What a thread tells whoever has started it. */
export interface ThreadEvents {
  message(message: unknown): void;
  /** A message came that cannot be read. */
  unreadable(cause: unknown): void;
  /** Something was thrown in it that nobody caught, or it could not be started. */
  crashed(cause: unknown): void;
  /** It ended by itself. */
  exited(code: number): void;
}

/** The thread's own side. */
export interface ThreadPort {
  postMessage(message: unknown): void;
  onMessage(take: (message: unknown) => void): void;
}

/** The place that an error speaks of. Only what is known is present; each field names one thing a user can look up. */
export interface Where {
  readonly file?: string;
  readonly tree?: string;
  readonly branch?: string;
  /** Path of an object in a file that is not a tree. */
  readonly object?: string;
  /** Half-open range of tree entries. */
  readonly entryStart?: number;
  readonly entryStop?: number;
  readonly entry?: number;
  /** Byte position in the file. */
  readonly offset?: number;
  /** Path of a field in a JSON document, such as `cuts[2].expression`. */
  readonly field?: string;
  readonly sample?: string;
}

/** `never`: the same call fails again. `later`: the outside world may recover (server down, broker away). */
export type Retry = "never" | "later";

export interface AppErrorOptions extends ErrorOptions {
  readonly retryAfterMs?: number;
}

/**
 * Base of every error that the project throws on purpose.
 *
 * The message says what is wrong, what was expected and what to do; `where` says where, and is appended to the message.
 * The underlying error, if any, is kept as `cause`.
 */
export abstract class AppError extends Error {
  abstract readonly retry: Retry;
  readonly where: Where;
  /** The message without its place. */
  readonly summary: string;
  /** Another try before so many milliseconds have passed would fail in the same way. */
  readonly retryAfterMs: number;

  constructor(summary: string, where: Where = {}, options: AppErrorOptions = {}) {
    const place = describeWhere(where);
    super(place === "" ? summary : `${summary} (${place})`, options);
    this.name = new.target.name;
    this.summary = summary;
    this.where = where;
    this.retryAfterMs = options.retryAfterMs ?? 0;
  }
}

/** `file x.root, branch lep_pt, entries [0, 100)`; empty when nothing is known. */
export function describeWhere(where: Where): string {
  const parts: string[] = [];
  if (where.sample !== undefined) parts.push(`sample ${where.sample}`);
  if (where.file !== undefined) parts.push(`file ${where.file}`);
  if (where.tree !== undefined) parts.push(`tree ${where.tree}`);
  if (where.object !== undefined) parts.push(`object ${where.object}`);
  if (where.branch !== undefined) parts.push(`branch ${where.branch}`);
  if (where.entryStart !== undefined && where.entryStop !== undefined)
    parts.push(`entries [${where.entryStart}, ${where.entryStop})`);
  if (where.entry !== undefined) parts.push(`entry ${where.entry}`);
  if (where.offset !== undefined) parts.push(`byte ${where.offset}`);
  if (where.field !== undefined) parts.push(`at ${where.field}`);
  return parts.join(", ");
}

export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type LogValue = string | number | boolean | undefined | Error;
/** What the line is about. An `undefined` value is left out; an error is written with its stack and causes. */
export type LogFields = Readonly<Record<string, LogValue>>;

export interface LogLine {
  readonly time: Date;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}

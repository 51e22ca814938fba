import { LOG_LEVELS, type LogFields, type LogLevel } from "./log-line.ts";
import { renderJson, renderText } from "./render.ts";

export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that adds these fields to every line. */
  child(fields: LogFields): Logger;
}

export interface LoggerOptions {
  /** The least level that is written. */
  readonly level: LogLevel;
  /** `json`: one object a line, for machines; `text`: for people. */
  readonly format: "json" | "text";
  /** Takes one complete line with its end, such as `(line) => process.stderr.write(line)`. */
  readonly write: (line: string) => void;
  readonly now?: () => Date;
}

/** A logger without state of its own; normal operation is quiet at level `info`, the unexpected is written once. */
export function createLogger(options: LoggerOptions, inherited: LogFields = {}): Logger {
  const { format, write, now = () => new Date() } = options;
  const least = LOG_LEVELS.indexOf(options.level);
  const render = format === "json" ? renderJson : renderText;
  const log =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      if (LOG_LEVELS.indexOf(level) < least) return;
      write(`${render({ time: now(), level, message, fields: { ...inherited, ...fields } })}\n`);
    };
  return {
    debug: log("debug"),
    info: log("info"),
    warn: log("warn"),
    error: log("error"),
    child: (fields) => createLogger(options, { ...inherited, ...fields }),
  };
}

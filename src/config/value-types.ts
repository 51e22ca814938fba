/** What a setting takes: how its text is read, and how that is said to people. */
export interface ValueType<T> {
  /** Completes "expected …". */
  readonly expectation: string;
  /** undefined: the text is not as expected. */
  readonly parse: (text: string, machine: Machine) => T | undefined;
  /** The value as one would write it. */
  show(value: T): string;
}

/** What the settings depend on besides the settings. */
export interface Machine {
  /** Processor cores that may be used. */
  readonly cores: number;
  /** Between two paths: `:`, on Windows `;`. */
  readonly pathDelimiter: string;
  /** Text of a file; throws if it cannot be read. */
  readonly readText: (path: string) => string;
}

/** Digits and nothing else: `1e3`, `0x10`, `+5` and `5 ` are more often slips than wishes. */
export function wholeNumber(min: number, max: number, unit = ""): ValueType<number> {
  return {
    expectation: `a whole number from ${min} to ${max}${unit === "" ? "" : ` (${unit})`}`,
    parse: (text) => {
      const value = /^[0-9]{1,15}$/.test(text) ? Number(text) : NaN;
      return value >= min && value <= max ? value : undefined;
    },
    show: String,
  };
}

export function oneOf<const T extends string>(words: readonly T[]): ValueType<T> {
  return {
    expectation: `one of ${words.join(", ")}`,
    parse: (text) => words.find((word) => word === text),
    show: (value) => value,
  };
}

/** The scheme alone is checked here; whether there is such a broker is for the one who opens it. */
export const url: ValueType<string> = {
  expectation: "a URL with a scheme, such as memory: or nats://host:4222",
  parse: (text) => (/^[a-z][a-z0-9+.-]*:\S*$/.test(text) ? text : undefined),
  show: (value) => value,
};

/** Empty parts, as a trailing delimiter leaves them, do not count. */
export const pathList: ValueType<readonly string[]> = {
  expectation: 'one directory, or several with ":" (on Windows ";") between them',
  parse: (text, { pathDelimiter }) => {
    const paths = text.split(pathDelimiter).filter((path) => path.trim() !== "");
    return paths.length === 0 ? undefined : Object.freeze(paths);
  },
  show: (paths) => paths.join(":"),
};

import { parseOriginPattern, showOriginPattern } from "../rootio/source/origin-pattern.ts";

/** What a setting takes: how its text is read, and how that is said to people. */
export interface ValueType<T> {
  /** Completes "expected …". */
  readonly expectation: string;
  /** undefined: the text is not as expected. */
  readonly parse: (text: string, machine: Machine) => T | undefined;
  /** Where in a long text the fault is; never shows what may be secret. */
  readonly problemIn?: (text: string) => string | undefined;
  /** The value as one would write it. */
  show(value: T): string;
}

/** What the settings depend on besides the settings. */
export interface Machine {
  /** Processor cores that may be used. */
  readonly cores: number;
  /** Of memory that this process may use: those of its container, or of the machine. */
  readonly memoryBytes: number;
  /** Between two paths: `:`, on Windows `;`. */
  readonly pathDelimiter: string;
  /** Where this user's programs keep what can be made again. */
  readonly cacheFolder: string;
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

/** A text that is taken as it was given, if it is as expected. */
function textThat(accepts: (text: string) => boolean, expectation: string): ValueType<string> {
  return { expectation, parse: (text) => (accepts(text) ? text : undefined), show: (value) => value };
}

/** Only the scheme is checked here; whether there is such a broker turns out when it is opened. */
export const url = textThat(
  (text) => /^[a-z][a-z0-9+.-]*:\S*$/.test(text),
  "a URL with a scheme, such as memory: or nats://host:4222",
);

/** Without login, which would stand in the list of processes and in every message. */
export const httpUrl = textThat((text) => {
  if (!/^https?:\/\/[^\s@]+$/i.test(text) || !URL.canParse(text)) return false;
  const { search, hash } = new URL(text);
  return search === "" && hash === "";
}, "an http or https URL without login, such as http://localhost:8080");

/** Addresses with commas between them, each once, without the slash at their end. */
export const httpUrlList: ValueType<readonly string[]> = {
  expectation: `one address or several separated by ",", each ${httpUrl.expectation}`,
  parse: (text, machine) => {
    const urls = text.split(",").map((part) => httpUrl.parse(part.trim(), machine)?.replace(/\/+$/, ""));
    return urls.every((each) => each !== undefined) ? Object.freeze([...new Set(urls)]) : undefined;
  },
  show: (urls) => urls.join(","),
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

export const folder = textThat((text) => text.trim() !== "" && !text.includes("\0"), "a directory");

/** The words, and nothing else: `1` and `yes` mean different things to different programs. */
export const trueOrFalse: ValueType<boolean> = {
  expectation: "true or false",
  parse: (text) => (text === "true" ? true : text === "false" ? false : undefined),
  show: String,
};

/** Text for people. */
export function lineOfText(maxCharacters: number): ValueType<string> {
  return textThat(
    (text) => text.trim() !== "" && text.length <= maxCharacters && !/\p{Cc}/u.test(text),
    `one line of text without control characters, at most ${maxCharacters} characters`,
  );
}

/** Long enough that nobody guesses it, and of characters that an HTTP header takes as they are. */
export const isAccessToken = (text: string): boolean => /^[!-~]{16,512}$/.test(text);

export const accessToken = textThat(isAccessToken, "16 to 512 printable ASCII characters without spaces");

/** A number with or without a decimal point. */
export function decimalNumber(above: number, max: number): ValueType<number> {
  return {
    expectation: `a number above ${above}, at most ${max}`,
    parse: (text) => {
      const value = /^[0-9]{1,15}(\.[0-9]{1,15})?$/.test(text) ? Number(text) : NaN;
      return value > above && value <= max ? value : undefined;
    },
    show: String,
  };
}

/** A name or an address as a server binds to it, without port or brackets. */
export const hostName = textThat(
  (text) => /^[A-Za-z0-9]([A-Za-z0-9.-]{0,252})$|^[0-9A-Fa-f:.]{2,45}$/.test(text),
  "a host name or an IP address without port, such as 127.0.0.1 or ::1",
);

/** Where a server stands below an address: the path of a URL without the slash at its end; "/" is none. */
export const basePath: ValueType<string> = {
  expectation:
    'a path such as /tools/hzz: it starts with "/", and its parts have only letters, digits, ".", "_", "~" and "-"',
  parse: (text) => {
    const path = text.replace(/\/$/, "");
    const parts = path.split("/").slice(1);
    const isPath = path === "" ? text === "/" : path.startsWith("/") && text.length <= 256;
    return isPath && parts.every((part) => /^(?!\.{1,2}$)[A-Za-z0-9._~-]+$/.test(part)) ? path : undefined;
  },
  show: (path) => (path === "" ? "/" : path),
};

/** Names of hosts with commas between them, in small letters and each once. */
export const hostNameList: ValueType<readonly string[]> = {
  expectation: 'names or addresses of hosts without port, separated by ",", such as hub.example.org',
  parse: (text) => {
    const names = text.split(",").map((name) => name.trim().toLowerCase());
    return names.every((name) => /^[a-z0-9]([a-z0-9.-]{0,252})$|^\[[0-9a-f:.]{2,45}\]$/.test(name))
      ? Object.freeze([...new Set(names)])
      : undefined;
  },
  show: (names) => names.join(","),
};

/** IP addresses and networks with commas between them, each once. */
export const networkList: ValueType<readonly string[]> = {
  expectation: 'IP addresses or networks separated by ",", such as 192.0.2.7, 10.0.0.0/8 or fd00::/8',
  parse: (text) => {
    const networks = text.split(",").map((network) => network.trim().toLowerCase());
    return networks.every(isNetwork) ? Object.freeze([...new Set(networks)]) : undefined;
  },
  show: (networks) => networks.join(","),
};

function isNetwork(text: string): boolean {
  const [, address = "", bits = "0"] = /^([0-9a-f:.]{2,45})(?:\/([0-9]{1,3}))?$/.exec(text) ?? [];
  if (address.includes(":")) return Number(bits) <= 128 && URL.canParse(`http://[${address}]/`);
  const numbers = address.split(".");
  return (
    Number(bits) <= 32 &&
    numbers.length === 4 &&
    numbers.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && +part < 256)
  );
}

/** Names with commas between them, each once. Spaces around a name do not count. */
export function nameList(what: string): ValueType<readonly string[]> {
  return {
    expectation:
      `one ${what} or several separated by ",": each starts with a letter or digit and has only letters, digits, ` +
      `_ and - (at most 64)`,
    parse: (text) => {
      const names = text.split(",").map((name) => name.trim());
      return names.every((name) => /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name))
        ? Object.freeze([...new Set(names)])
        : undefined;
    },
    show: (names) => names.join(","),
  };
}

/** Origins of servers in the spelling of `showOriginPattern`, each once; the word `none` is the empty list. */
export const originList: ValueType<readonly string[]> = {
  expectation:
    "origins separated by commas, each `https://host`, `https://host:port` or `https://*.domain` (`:*` for any port; no path), or `none`",
  parse: (text) => {
    if (text.trim() === "none") return Object.freeze([]);
    const patterns = text.split(",").map((part) => parseOriginPattern(part.trim()));
    return patterns.every((pattern) => pattern !== undefined)
      ? Object.freeze([...new Set(patterns.map(showOriginPattern))])
      : undefined;
  },
  show: (origins) => (origins.length === 0 ? "none" : origins.join(",")),
};

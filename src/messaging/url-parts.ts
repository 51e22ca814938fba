import { InvalidBrokerUrlError } from "./errors.ts";

/** The text of one part of a URL. @throws {InvalidBrokerUrlError} */
export function decodePart(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new InvalidBrokerUrlError(
      `The ${what} in the broker's URL has a "%" that starts no character; write "%25" for a percent sign`,
      {},
      { cause },
    );
  }
}

/**
 * Reads parameters that are whole numbers.
 * @param limits least and largest value of each known one
 * @param expected what the whole URL should look like, for a message about an unknown one
 * @throws {InvalidBrokerUrlError}
 */
export function numbersIn<Name extends string>(
  parameters: URLSearchParams,
  limits: Readonly<Record<Name, readonly [least: number, most: number]>>,
  expected: string,
): Partial<Record<Name, number>> {
  const isKnown = (name: string): name is Name => Object.hasOwn(limits, name);
  const numbers: Partial<Record<Name, number>> = {};
  for (const [name, text] of parameters) {
    if (!isKnown(name))
      throw new InvalidBrokerUrlError(`The broker's URL has an unknown parameter "${name}"; ${expected}`);
    const [least, most] = limits[name];
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (!(value >= least && value <= most))
      throw new InvalidBrokerUrlError(
        `The broker's URL has ${name}=${text}; expected a whole number from ${least} to ${most}`,
      );
    numbers[name] = value;
  }
  return numbers;
}

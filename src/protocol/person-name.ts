/** So long may a name be, in UTF-16 units. It stands in every list of analyses. */
export const maxNameLength = 64;

/** What is expected of a name, in words. */
export const personNameExpectation = `a name of at most ${maxNameLength} characters without control characters`;

/**
 * The name as it is kept: composed (NFC), without spaces at its ends and with single ones inside, so that who types it twice is one person.
 * Signs that cannot be seen or that turn the direction of a line are refused, since two names that look alike would be two people.
 *
 * @returns undefined if it is no name
 */
export function toPersonName(text: string): string | undefined {
  const name = text.normalize("NFC").trim().replace(/ +/g, " ");
  const isName =
    name.length <= maxNameLength &&
    /^[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}]+( [^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}]+)*$/u.test(name);
  return isName ? name : undefined;
}

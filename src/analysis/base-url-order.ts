import { goneServers } from "./catalogue.ts";

/**
 * Base URLs in the order in which files are looked for: as a specification gives them, those on servers that are gone last.
 *
 * The order in a specification is part of its id. So that of the presets stays as it was when the servers were there, and every analysis
 * and copy of a preset gets this one as well.
 */
export function inReadingOrder(baseUrls: readonly string[]): string[] {
  const isGone = (url: string) => goneServers.some((server) => URL.canParse(url) && new URL(url).origin === server);
  return [...baseUrls.filter((url) => !isGone(url)), ...baseUrls.filter(isGone)];
}

import { type AccessRules, checkUrl, isPrivateOrigin } from "./access-rules.ts";

/** Ends of names that are never on the open internet: of RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`, and what networks at home use. */
const privateEnds =
  /\.(localhost|local|internal|intranet|private|corp|home|lan|home\.arpa|test|invalid|onion|localdomain)$/;

/**
 * As `checkUrl`, for platforms on which nobody can see what address a name leads to: of names, those that are private by themselves are
 * refused too. Any other name may still lead to a private address; there the network of the platform decides.
 */
export function checkUrlByName(url: URL, rules: AccessRules): string | undefined {
  const reason = checkUrl(url, rules);
  if (reason !== undefined || isPrivateOrigin(url, rules)) return reason;
  const name = url.hostname.replace(/\.$/, "");
  const isLiteral = name.startsWith("[") || /^[\d.]+$/.test(name);
  if (isLiteral || (name.includes(".") && !privateEnds.test(name))) return undefined;
  return `${name} is a private name, which is read only for origins that the setting HZZ_PRIVATE_ORIGINS names`;
}

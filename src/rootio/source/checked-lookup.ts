import dns from "node:dns";
import type { LookupFunction } from "node:net";
import { LocationRefusedError } from "../errors.ts";

/** `dns.lookup` as it is used here: all addresses of a name, in the order in which they are to be tried. */
export type Lookup = (
  hostname: string,
  options: dns.LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: dns.LookupAddress[]) => void,
) => void;

/**
 * Looks a name up for a connection, once, and fails if there is something against any of its addresses. The connection is
 * made to the very addresses that were checked.
 *
 * @param against says why an address is refused; undefined lets it pass.
 */
export function checkedLookup(
  lookup: Lookup,
  against: (hostname: string, address: string) => string | undefined,
): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const reason = addresses.map(({ address }) => against(hostname, address)).find((found) => found !== undefined);
      const [first] = addresses;
      if (reason !== undefined)
        callback(new LocationRefusedError(`Connecting to this address is not allowed: ${reason}`), []);
      else if (first === undefined) callback(unknownName(hostname), []);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function unknownName(hostname: string): Error {
  return Object.assign(new Error(`The name ${hostname} has no address`), { code: dns.NOTFOUND });
}

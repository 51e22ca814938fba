import type { Fetch } from "../rootio/source/http-options.ts";

/** The browser tells no reason, so that nobody can know which of these it was; its own words, "Failed to fetch", would stand in their place. */
class NoAnswerError extends Error {
  constructor(url: URL) {
    super(
      `the server is away, or does not allow pages of ${location.origin} to read from it (its answers need the header Access-Control-Allow-Origin)` +
        (url.protocol === "http:" && location.protocol === "https:" ? "; a page of https reads no http addresses" : ""),
    );
  }
}

/** Of the headers that a reader sends, the one that no server has to allow first. The version is checked in each answer anyway. */
const simpleHeader = "range";

/**
 * The browser's own `fetch`, for reading what other servers let this page read (CORS).
 *
 * Redirects are followed by the browser: it does not let a page see where they lead. No rule is passed over by that, since here there are none:
 * nobody but the user names addresses, and the browser gives the page nothing that a server does not allow it. No cookies or logins are sent.
 */
export const browserFetch: Fetch = async (url, { method, headers, signal }) => {
  const range = headers[simpleHeader];
  try {
    return await fetch(url, {
      method,
      headers: range === undefined ? {} : { [simpleHeader]: range },
      redirect: "follow",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      signal,
    });
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new NoAnswerError(url);
  }
};

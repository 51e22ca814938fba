import { type Browser, firefox } from "playwright-core";
import { findProgram } from "./find-program.ts";

/**
 * Starts the Firefox of this machine over WebDriver BiDi, with a fresh profile. To be closed after the tests.
 *
 * playwright-core stays at 1.64: later versions send a command that Firefox's releases with extended support do not know.
 *
 * @param downloadsPath the folder where it puts what is downloaded; of blobs of a page it reports nothing else
 * @throws {Error} saying how to install it where it is missing: these tests are never skipped.
 */
export async function launchFirefox(downloadsPath: string): Promise<Browser> {
  const executablePath = findProgram(["firefox-esr", "firefox"], "firefox-esr");
  return await firefox.launch({ channel: "moz-firefox", executablePath, downloadsPath });
}

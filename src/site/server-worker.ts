import "../protocol/documents/without-eval.ts";
import { createLogger } from "../logging/logger.ts";
import type { FromServer, ToServer } from "./messages.ts";
import { PickedFiles } from "./picked-files.ts";
import { PortServer } from "./serve-port.ts";
import { openSiteServer } from "./site-server.ts";

// The server of a site, in a worker of the page: as long as the page is open.

/** Name of the engine's script, which the build puts in. */
declare const ENGINE_WORKER: string;

interface Scope extends EventTarget {
  postMessage(message: FromServer, transfer: Transferable[]): void;
}

const scope = globalThis as unknown as Scope;
const picked = new PickedFiles();
const app = openSiteServer({
  engineUrl: new URL(ENGINE_WORKER, import.meta.url),
  picked,
  logger: createLogger({
    level: "warn",
    format: "text",
    write: (line) => {
      // oxlint-disable-next-line no-console -- here it is the log
      console.warn(line.trimEnd());
    },
  }),
  signal: new AbortController().signal,
});
const server = new PortServer(app, picked, (message, transfer = []) => {
  scope.postMessage(message, transfer);
});
scope.addEventListener("message", (event) => {
  server.take((event as MessageEvent<ToServer>).data);
});

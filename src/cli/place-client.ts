import type { Environment } from "../config/config.ts";
import { isLoopback } from "../http/host-guard.ts";
import { loadConfig } from "../serve/load-config.ts";
import type { AnalysisPlace } from "./analysis-place.ts";
import { createPlotterClient, type PlotterClient } from "./http-client.ts";

/** Asks the server of an analysis. */
export interface PlaceClient {
  readonly client: PlotterClient;
  /** The server that the token is for, where it is not sent to this one. */
  readonly withheldFor: string | undefined;
}

/**
 * The token goes to the server that the settings or `--url` name. An address of an analysis may come from anybody, and names another server
 * as easily.
 *
 * @param url that of `--url`
 */
export function placeClient({ server }: AnalysisPlace, url: string | undefined, env: Environment): PlaceClient {
  const { serverUrl, token } = loadConfig(env, { url });
  const place = server === undefined ? serverUrl : loadConfig(env, { url: server }).serverUrl;
  const isKnown = originOf(place) === originOf(serverUrl);
  return {
    client: createPlotterClient(place, isKnown ? { token } : {}),
    withheldFor: isKnown || token === "" ? undefined : serverUrl,
  };
}

/** This machine has several names, and `hzz up` prints another one than the settings have. */
function originOf(address: string): string {
  const url = new URL(address);
  if (isLoopback(url.hostname.replace(/^\[|\]$/g, ""))) url.hostname = "localhost";
  return url.origin;
}

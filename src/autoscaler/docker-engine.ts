import { ask, type Answer, jsonOf, PeerUnreachableError, WrongAnswerError } from "./ask.ts";
import { laneLabel } from "./service-labels.ts";
import { type SwarmService, toSwarmService, withReplicas } from "./swarm-service.ts";

/** The swarm, as a manager's Docker Engine API tells of it. Every method rejects with an AppError. */
export interface DockerEngine {
  /** The services that have the label of a lane. */
  services(): Promise<SwarmService[]>;
  /** undefined: it was removed. */
  service(id: string): Promise<SwarmService | undefined>;
  /**
   * Sets its replicas, if nothing about it has changed since it was read.
   * @returns undefined when it is done, or why it was refused, which may be that it has changed.
   */
  setReplicas(service: SwarmService, replicas: number): Promise<WrongAnswerError | undefined>;
}

/** The oldest version with the number of running tasks; that of engine 20.10. */
const oldestApi = 41;

/**
 * Speaks the newest version of the API that the engine knows: to an older one it would hide newer fields of a specification, and what is
 * sent back without them would remove them.
 *
 * @param url of the API or of a proxy before it, over HTTP
 */
export function createDockerEngine(url: string, signal: AbortSignal, limitMs: number): DockerEngine {
  const base = new URL(url.endsWith("/") ? url : `${url}/`);
  let api: string | undefined;
  const request = async (path: string, body?: unknown): Promise<Answer & { readonly url: URL }> => {
    try {
      api ??= await newestApi(base, signal, limitMs);
      const target = new URL(`${api}/${path}`, base);
      const post = body === undefined ? {} : ({ method: "POST", body } as const);
      return { ...(await ask(target, { ...post, signal, limitMs })), url: target };
    } catch (error) {
      // When it answers again, it may be another release.
      if (error instanceof PeerUnreachableError) api = undefined;
      throw error;
    }
  };
  return {
    services: async () => {
      const filters = JSON.stringify({ label: [laneLabel] });
      const answer = await request(`services?${new URLSearchParams({ filters, status: "true" }).toString()}`);
      if (answer.status !== 200) {
        api = undefined;
        throw refusal(answer, "GET");
      }
      const list = jsonOf(answer, answer.url);
      if (!Array.isArray(list))
        throw new WrongAnswerError(`${answer.url.href} does not answer with a list of services`);
      return list.map(toSwarmService);
    },
    service: async (id) => {
      const answer = await request(`services/${encodeURIComponent(id)}`);
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw refusal(answer, "GET");
      return toSwarmService(jsonOf(answer, answer.url));
    },
    setReplicas: async (service, replicas) => {
      const query = new URLSearchParams({ version: String(service.version), registryAuthFrom: "spec" }).toString();
      const path = `services/${encodeURIComponent(service.id)}/update?${query}`;
      const answer = await request(path, withReplicas(service, replicas));
      return answer.status === 200 ? undefined : refusal(answer, "POST");
    },
  };
}

async function newestApi(base: URL, signal: AbortSignal, limitMs: number): Promise<string> {
  const url = new URL("_ping", base);
  const answer = await ask(url, { signal, limitMs });
  if (answer.status !== 200) throw refusal({ ...answer, url }, "GET");
  const version = answer.headers.get("api-version") ?? "";
  const minor = /^1\.(\d{1,4})$/.exec(version)?.[1];
  if (minor === undefined || Number(minor) < oldestApi)
    throw new WrongAnswerError(
      `${url.href} is not a Docker Engine API of version 1.${oldestApi} or later (its header Api-Version is ${JSON.stringify(version)}); engine 20.10 is the oldest that works`,
    );
  return `v${version}`;
}

function refusal({ status, text, url }: Answer & { readonly url: URL }, method: string): WrongAnswerError {
  const request = `${method} ${url.pathname}`;
  if (status === 403 || status === 405)
    return new WrongAnswerError(
      `${url.origin} does not let through ${request} (${status}). The socket proxy must allow GET /_ping, GET /v1.*/services, ` +
        `GET /v1.*/services/<id> and POST /v1.*/services/<id>/update`,
    );
  const hint = status === 503 ? "; is it a manager of a swarm?" : "";
  return new WrongAnswerError(`The engine answers ${request} with ${status}: ${messageIn(text)}${hint}`);
}

function messageIn(text: string): string {
  try {
    const { message } = JSON.parse(text) as { readonly message?: unknown };
    if (typeof message === "string") return message;
  } catch {
    // A proxy answers as it likes.
  }
  return JSON.stringify(text.slice(0, 200));
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the engine keeps of a service, in the spelling of its API. */
export interface FakeService {
  readonly ID: string;
  readonly Version: { readonly Index: number };
  readonly Spec: FakeSpec;
  readonly UpdateStatus?: { readonly State: string };
}
export interface FakeSpec {
  readonly Name: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly TaskTemplate: Readonly<Record<string, unknown>>;
  readonly Mode: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

/** How it misbehaves; each may be changed at any time. */
export interface Misbehaviour {
  /** Paths with these methods are refused with 403, as a proxy does. */
  refuse?: readonly string[];
  /** Every answer but that of the update breaks off in the middle. */
  cut?: boolean;
  /** No answer comes. */
  hang?: boolean;
  /** The status of an update that is based on an old version. */
  conflictStatus?: 409 | 500;
  /** Called before an update is looked at. */
  beforeUpdate?: () => void;
  /** Every update is refused with this status. */
  updateStatus?: number;
}

export interface FakeDockerEngine {
  readonly url: string;
  readonly misbehave: Misbehaviour;
  /** Every request, such as `GET /v1.41/services`. */
  readonly requests: string[];
  /** Specifications as they were sent. */
  readonly updates: FakeSpec[];
  /** @returns the service as it is now */
  get(id: string): FakeService | undefined;
  replicasOf(id: string): number | undefined;
  /** As somebody else does: a change that raises the version. */
  change(id: string, change: (service: FakeService) => FakeService): void;
  add(name: string, labels: Readonly<Record<string, string>>, replicas: number): string;
  remove(id: string): void;
  close(): Promise<void>;
}

/** A service's specification with much in it that nobody here knows. */
function specOf(name: string, labels: Readonly<Record<string, string>>, replicas: number): FakeSpec {
  return {
    Name: name,
    Labels: labels,
    TaskTemplate: {
      ContainerSpec: { Image: "hzz-edge:latest@sha256:0", Env: ["HZZ_LANES=zz"], Init: true, StopGracePeriod: 3e10 },
      Resources: { Limits: { NanoCPUs: 1e9, MemoryBytes: 1073741824 }, Reservations: {} },
      ForceUpdate: 3,
      Runtime: "container",
      NotYetInvented: { Deep: [1, null, "x"] },
    },
    Mode: { Replicated: { Replicas: replicas } },
    UpdateConfig: { Parallelism: 1, FailureAction: "rollback", MaxFailureRatio: 0.1, Order: "start-first" },
    EndpointSpec: { Mode: "vip" },
  };
}

/** Over real HTTP, what the swarm part of the Docker Engine API does, versions and conflicts included. */
export async function startFakeDockerEngine(apiVersion = "1.41"): Promise<FakeDockerEngine> {
  const services = new Map<string, FakeService>();
  const misbehave: Misbehaviour = {};
  const requests: string[] = [];
  const updates: FakeSpec[] = [];
  let index = 100;

  const reply = (response: ServerResponse, status: number, body: unknown): void => {
    const text = JSON.stringify(body);
    response.writeHead(status, { "content-type": "application/json", "api-version": apiVersion });
    if (misbehave.cut !== true) response.end(text);
    else {
      response.write(text.slice(0, text.length / 2));
      setImmediate(() => response.destroy());
    }
  };
  const update = (id: string, version: string | null, body: string, response: ServerResponse): void => {
    misbehave.beforeUpdate?.();
    const service = services.get(id);
    if (service === undefined) reply(response, 404, { message: `service ${id} not found` });
    else if (misbehave.updateStatus !== undefined) reply(response, misbehave.updateStatus, { message: "no" });
    else if (version !== String(service.Version.Index))
      reply(response, misbehave.conflictStatus ?? 500, {
        message: "rpc error: code = Unknown desc = update out of sequence",
      });
    else {
      const spec = JSON.parse(body) as FakeSpec;
      updates.push(spec);
      services.set(id, { ...service, Version: { Index: ++index }, Spec: spec });
      reply(response, 200, { Warnings: null });
    }
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://engine");
    const called = `${request.method ?? "GET"} ${url.pathname}`;
    requests.push(called);
    let body = "";
    for await (const part of request) body += String(part);
    if (misbehave.hang === true) return;
    if (misbehave.refuse?.includes(request.method ?? "") === true && url.pathname !== "/_ping") {
      response.writeHead(403).end("Forbidden\n");
      return;
    }
    if (called === "GET /_ping") {
      response.writeHead(200, { "api-version": apiVersion, "content-type": "text/plain" }).end("OK");
      return;
    }
    const [, version, id, action] = /^\/v([\d.]+)\/services(?:\/(\w+)(?:\/(update))?)?$/.exec(url.pathname) ?? [];
    if (version === undefined) reply(response, 404, { message: "page not found" });
    else if (Number(version.slice(2)) > Number(apiVersion.slice(2)))
      reply(response, 400, {
        message: `client version ${version} is too new. Maximum supported API version is ${apiVersion}`,
      });
    else if (action === "update" && id !== undefined) update(id, url.searchParams.get("version"), body, response);
    else if (id === undefined) reply(response, 200, list(services, url));
    else if (services.has(id)) reply(response, 200, services.get(id));
    else reply(response, 404, { message: `service ${id} not found` });
  };
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  await listen(server);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    misbehave,
    requests,
    updates,
    get: (id) => services.get(id),
    replicasOf: (id) => {
      const mode = services.get(id)?.Spec.Mode as { readonly Replicated?: { readonly Replicas: number } } | undefined;
      return mode?.Replicated?.Replicas;
    },
    change: (id, change) => services.set(id, { ...change(services.get(id)!), Version: { Index: ++index } }),
    add: (name, labels, replicas) => {
      const id = `id${++index}`;
      services.set(id, { ID: id, Version: { Index: index }, Spec: specOf(name, labels, replicas) });
      return id;
    },
    remove: (id) => services.delete(id),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** The services with the labels that the filter names, with their running tasks if these are asked for. */
function list(services: ReadonlyMap<string, FakeService>, url: URL): readonly unknown[] {
  const { label = [] } = JSON.parse(url.searchParams.get("filters") ?? "{}") as { readonly label?: readonly string[] };
  const withStatus = url.searchParams.get("status") === "true";
  return [...services.values()]
    .filter(({ Spec }) => label.every((name) => Object.hasOwn(Spec.Labels, name)))
    .map((service) => (withStatus ? { ...service, ServiceStatus: { RunningTasks: 1, DesiredTasks: 1 } } : service));
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
}

import { WrongAnswerError } from "./ask.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** A service of the swarm, as far as it matters here. */
export interface SwarmService {
  readonly id: string;
  /** Rises with every change; an update says which one it is based on. */
  readonly version: number;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Replicas that it is to have; undefined: it is not of the kind that has a number of them. */
  readonly replicas: number | undefined;
  /** Tasks that run; undefined: it was not told. */
  readonly running: number | undefined;
  /** Of its latest rolling update, such as `updating`. */
  readonly updateState: string | undefined;
  /** All of its specification, as the engine has told it. */
  readonly spec: JsonObject;
}

/** @throws {WrongAnswerError} if it is no service */
export function toSwarmService(value: unknown): SwarmService {
  const service = objectIn(value, "service");
  const spec = objectIn(service["Spec"], "Spec");
  const version = objectIn(service["Version"], "Version")["Index"];
  const { ID: id } = service;
  const { Name: name } = spec;
  if (typeof id !== "string" || typeof name !== "string" || typeof version !== "number")
    throw new WrongAnswerError("The engine reports a service without ID, Name or Version.Index");
  checkNumbers(spec, name);
  const labels = Object.entries(optional(spec["Labels"])).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  const { RunningTasks: running } = optional(service["ServiceStatus"]);
  const { State: state } = optional(service["UpdateStatus"]);
  return {
    id,
    version,
    name,
    labels: Object.fromEntries(labels),
    replicas: replicasIn(spec),
    running: typeof running === "number" ? running : undefined,
    updateState: typeof state === "string" ? state : undefined,
    spec,
  };
}

/** The same specification with another number of replicas; nothing else differs, so that no running task is replaced. */
export function withReplicas({ spec }: SwarmService, replicas: number): JsonObject {
  const mode = optional(spec["Mode"]);
  return { ...spec, Mode: { ...mode, Replicated: { ...optional(mode["Replicated"]), Replicas: replicas } } };
}

function replicasIn(spec: JsonObject): number | undefined {
  const replicated = optional(spec["Mode"])["Replicated"];
  if (typeof replicated !== "object" || replicated === null) return undefined;
  const { Replicas: replicas } = replicated as JsonObject;
  // As the engine reads it.
  return typeof replicas === "number" ? replicas : 1;
}

/** The engine has whole numbers of 64 bits; one that JavaScript rounds would go back as another. */
function checkNumbers(value: unknown, name: string): void {
  if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new WrongAnswerError(
      `The specification of service ${name} has the number ${value}, which cannot be sent back exactly: remove its label org.hzz-edge.lane`,
    );
  if (typeof value === "object" && value !== null) for (const part of Object.values(value)) checkNumbers(part, name);
}

function objectIn(value: unknown, what: string): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new WrongAnswerError(`The engine reports something that is not a service: its ${what} is not an object`);
  return value as JsonObject;
}

/** What the engine leaves out, or says is null. */
function optional(value: unknown): JsonObject {
  return typeof value === "object" && value !== null ? (value as JsonObject) : {};
}

import { MalformedJsonError, SpecError } from "../../analysis/spec-error.ts";
import { UnknownPresetError } from "../../analysis/presets/presets.ts";
import { SlowStartError, WorkTooLargeError } from "../../ledger/errors.ts";
import type { Problem } from "../../http/problem.ts";
import {
  BodyTooLargeError,
  BrokerClosedError,
  BrokerRefusedError,
  BrokerUnavailableError,
  LogReplacedError,
} from "../../messaging/errors.ts";

/** How the plotter tells errors of the floors below it to its clients. */
export function plotterProblemOf(error: unknown): Problem | undefined {
  if (error instanceof MalformedJsonError) return notJson(error);
  if (error instanceof SpecError) return refusedSpec(error);
  if (error instanceof UnknownPresetError) return { title: "Unknown preset", status: 404, detail: error.summary };
  if (error instanceof BodyTooLargeError) return { title: "Analysis too large", status: 413, detail: error.summary };
  if (error instanceof WorkTooLargeError) return { title: "Analysis too large", status: 413, detail: error.summary };
  if (error instanceof SlowStartError) return brokerAway("The message broker stores work too slowly.");
  // The message of a broker may hold what is nobody else's business; the log of this server has it.
  if (error instanceof BrokerUnavailableError) return brokerAway("The message broker does not answer.");
  if (error instanceof LogReplacedError) return brokerAway("The message broker has another log, which is being read.");
  if (error instanceof BrokerClosedError) return brokerAway("This server is stopping.");
  if (error instanceof BrokerRefusedError) return brokerAway("The message broker refused to store the request.");
  return undefined;
}

function notJson({ problems }: MalformedJsonError): Problem {
  return {
    title: "Not JSON",
    status: 400,
    detail: `The body cannot be read: ${problems[0]?.message ?? "it is not JSON"}.`,
  };
}

function refusedSpec({ problems }: SpecError): Problem {
  const number = problems.length === 1 ? "one field is" : `${problems.length} fields are`;
  return {
    title: "Analysis refused",
    status: 422,
    detail: `The analysis cannot be started: ${number} not as expected; "errors" says which and why.`,
    errors: problems,
  };
}

function brokerAway(reason: string): Problem {
  return {
    title: "Broker away",
    status: 503,
    detail: `${reason} The request may or may not have been stored; the same request again is safe.`,
    headers: { "retry-after": "5" },
  };
}

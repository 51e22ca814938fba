import {
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from "@nats-io/jetstream";
import { nanos } from "@nats-io/transport-node";
import { BrokerPermissionError, BrokerSetupError } from "../errors.ts";
import { STREAMS } from "./names.ts";
import type { JetStreamLink } from "./server-link.ts";

/** JetStream's own default; a longer one costs the server memory for every key. */
export const DEDUP_WINDOW_MS = 120_000;

type Plan = Pick<StreamConfig, "name" | "subjects" | "retention" | "description"> &
  Partial<Pick<StreamConfig, "max_msgs_per_subject">>;

const PLANS: readonly Plan[] = [
  {
    name: STREAMS.work,
    subjects: ["hzz.work.*.*.*"],
    retention: RetentionPolicy.Workqueue,
    description: "hzz-edge: what is to do, by lane, analysis and run",
  },
  {
    name: STREAMS.results,
    subjects: ["hzz.results.*"],
    retention: RetentionPolicy.Limits,
    description: "hzz-edge: the log of each analysis",
  },
  {
    name: STREAMS.dead,
    subjects: ["hzz.dead.*.*.*"],
    retention: RetentionPolicy.Limits,
    description: "hzz-edge: work that failed for good",
  },
  {
    name: STREAMS.recipes,
    subjects: ["hzz.recipes.*.*"],
    retention: RetentionPolicy.Limits,
    // The same name stands for the same bytes: the last is as good as all.
    max_msgs_per_subject: 1,
    description: "hzz-edge: what the items of an analysis have in common",
  },
];

/**
 * Makes the streams that are not there. One that is there is never changed: limits and replicas are its operator's.
 * @returns what the operator should know of those that are there.
 * @throws {BrokerSetupError} if a stream of this name is there and keeps other subjects, or keeps them in another way; if it is not
 * there and this user may not make it.
 */
export async function ensureStreams(link: JetStreamLink, replicas: number): Promise<readonly string[]> {
  const remarks: string[] = [];
  for (const plan of PLANS) {
    const there = await link.ask(`looking for the stream ${plan.name}`, () => configOf(link, plan.name));
    if (there === undefined) await make(link, plan, replicas);
    else {
      check(plan, there);
      if (there.num_replicas < replicas) remarks.push(tooFew(plan, there, replicas));
    }
  }
  return remarks;
}

async function make(link: JetStreamLink, plan: Plan, replicas: number): Promise<void> {
  try {
    await link.ask(`making the stream ${plan.name}`, () => add(link, plan, replicas));
  } catch (error) {
    if (!(error instanceof BrokerPermissionError)) throw error;
    throw new BrokerSetupError(
      `The stream ${plan.name} is not there, and this user may not make it; start the plotter, which makes it`,
      {},
      { cause: error },
    );
  }
}

function tooFew(plan: Plan, there: StreamConfig, replicas: number): string {
  return (
    `The stream ${plan.name} has ${there.num_replicas} of the ${replicas} replicas that the broker's URL asks for, and is left as it is; ` +
    `change it with: nats stream update ${plan.name} --replicas ${replicas}`
  );
}

async function configOf(link: JetStreamLink, name: string): Promise<StreamConfig | undefined> {
  try {
    return (await link.jsm.streams.info(name)).config;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound) return undefined;
    throw error;
  }
}

/** Two processes that do this at once ask for the same, which the server answers to both. */
function add(link: JetStreamLink, plan: Plan, replicas: number): Promise<unknown> {
  return link.jsm.streams.add({
    ...plan,
    storage: StorageType.File,
    // If an operator sets a limit: refuse the new, which its publisher hears of, rather than drop the old, which nobody does.
    discard: DiscardPolicy.New,
    duplicate_window: nanos(DEDUP_WINDOW_MS),
    num_replicas: replicas,
  });
}

function check(plan: Plan, there: StreamConfig): void {
  const same = there.retention === plan.retention && there.subjects.join(" ") === plan.subjects.join(" ");
  if (same) return;
  throw new BrokerSetupError(
    `The stream ${plan.name} is there, but keeps ${there.subjects.join(", ")} with retention "${there.retention}"; expected ` +
      `${plan.subjects.join(", ")} with "${plan.retention}": use another server or account, or remove the stream`,
  );
}

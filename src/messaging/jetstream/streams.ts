import {
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
  type StreamInfo,
} from "@nats-io/jetstream";
import { nanos } from "@nats-io/transport-node";
import { STREAMS } from "./names.ts";
import type { JetStreamLink } from "./server-link.ts";

/** JetStream's own default; a longer one costs the server memory for every key. */
export const DEDUP_WINDOW_MS = 120_000;

export type Plan = Pick<StreamConfig, "name" | "subjects" | "retention" | "description"> &
  Partial<Pick<StreamConfig, "max_msgs_per_subject" | "max_bytes">> & {
    /** Those that earlier versions gave it. */
    readonly formerSubjects?: readonly string[];
  };

const GiB = 2 ** 30;

/**
 * The streams that there must be. All but the log have a size of their own, so that what fills one of them up leaves room for the log: it
 * may take all the rest.
 */
export const PLANS: readonly Plan[] = [
  {
    name: STREAMS.work,
    subjects: ["hzz.work.*.*.*"],
    retention: RetentionPolicy.Workqueue,
    max_bytes: 2 * GiB,
    description: "hzz-edge: what is to do, by lane, analysis and run",
  },
  {
    name: STREAMS.results,
    subjects: ["hzz.results.*.*"],
    formerSubjects: ["hzz.results.*"],
    retention: RetentionPolicy.Limits,
    description: "hzz-edge: the log of each analysis",
  },
  {
    name: STREAMS.dead,
    subjects: ["hzz.dead.*.*.*"],
    retention: RetentionPolicy.Limits,
    max_bytes: GiB,
    description: "hzz-edge: work that failed for good",
  },
  {
    name: STREAMS.recipes,
    subjects: ["hzz.recipes.*.*"],
    retention: RetentionPolicy.Limits,
    max_bytes: GiB,
    // The same name stands for the same bytes: the last is as good as all.
    max_msgs_per_subject: 1,
    description: "hzz-edge: what the items of an analysis have in common",
  },
];

/**
 * Two processes that do this at once ask for the same, which the server answers to both. A server without room for its size gets it
 * without one.
 *
 * @returns what the operator should know of it
 * @throws {BrokerPermissionError} if this user may not.
 */
export async function makeStream(link: JetStreamLink, plan: Plan, replicas: number): Promise<string | undefined> {
  const { formerSubjects: _, ...own } = plan;
  const config = {
    ...own,
    storage: StorageType.File,
    // At its limit: refuse the new, which its publisher hears of, rather than drop the old, which nobody does.
    discard: DiscardPolicy.New,
    duplicate_window: nanos(DEDUP_WINDOW_MS),
    num_replicas: replicas,
  };
  const make = (max_bytes: number) =>
    link.ask(`making the stream ${plan.name}`, () => link.jsm.streams.add({ ...config, max_bytes }));
  const { max_bytes = NO_LIMIT } = plan;
  try {
    await make(max_bytes);
    return undefined;
  } catch (error) {
    const isAnswer = error instanceof Error && error.cause instanceof JetStreamApiError;
    if (!isAnswer || max_bytes === NO_LIMIT) throw error;
    await make(NO_LIMIT);
    return (
      `The stream ${plan.name} has no size of its own, as the server has no room for ${max_bytes} bytes (${error.message}): what fills it up ` +
      `stops the log as well; give the server more room, then: nats stream update ${plan.name} --max-bytes ${max_bytes}`
    );
  }
}

const NO_LIMIT = -1;

export function tooFew(plan: Plan, there: StreamConfig, replicas: number): string {
  return (
    `The stream ${plan.name} has ${there.num_replicas} of the ${replicas} replicas that the broker's URL asks for, and is left as it is; ` +
    `change it with: nats stream update ${plan.name} --replicas ${replicas}`
  );
}

/** Of a stream; undefined if there is none. To be called within `ask`. */
export async function streamInfo(link: JetStreamLink, name: string): Promise<StreamInfo | undefined> {
  try {
    return await link.jsm.streams.info(name);
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound) return undefined;
    throw error;
  }
}

/** Gives a stream of an earlier version the subjects of this one. All else stays, also what is in it. To be called within `ask`. */
export function updateSubjects(link: JetStreamLink, { name, subjects }: Plan): Promise<StreamInfo> {
  return link.jsm.streams.update(name, { subjects: [...subjects] });
}

/** Whether a stream has the subjects that an earlier version gave it. */
export function isFormer({ formerSubjects }: Plan, there: StreamConfig): boolean {
  return formerSubjects !== undefined && keeps(there, formerSubjects);
}

function keeps({ subjects }: StreamConfig, planned: readonly string[]): boolean {
  return subjects.join(" ") === planned.join(" ");
}

/** Why a stream that is there is not the one that is needed; undefined: it is, or will be when it is updated. */
export function misfitOf(plan: Plan, there: StreamConfig): string | undefined {
  const same = there.retention === plan.retention && (keeps(there, plan.subjects) || isFormer(plan, there));
  if (same) return undefined;
  return (
    `The stream ${plan.name} is there, but keeps ${there.subjects.join(", ")} with retention "${there.retention}"; expected ` +
    `${plan.subjects.join(", ")} with "${plan.retention}"`
  );
}

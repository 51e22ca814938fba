import { httpUrl, trueOrFalse, wholeNumber } from "../value-types.ts";
import { setting, time } from "./setting.ts";

/** Of the autoscaler of a Docker Swarm (docs/autoscaling.md); nothing else looks at them. */
export const autoscalerSettings = {
  dockerUrl: setting({
    variable: "HZZ_AUTOSCALER_DOCKER_URL",
    purpose:
      "Where the autoscaler reaches the Docker Engine API of a manager: a socket proxy. The lanes come from the plotter at `HZZ_URL`.",
    type: httpUrl,
    default: "http://docker-proxy:2375",
    reason: "The proxy of `deploy/swarm/autoscaler.yaml`.",
  }),
  port: setting({
    variable: "HZZ_AUTOSCALER_PORT",
    purpose: "The port of the autoscaler, for `/healthz`, `/readyz`, `/startedz` and `/metrics`; 0 takes any free one.",
    type: wholeNumber(0, 65_535),
    default: 8083,
    reason: "No other service has it.",
  }),
  dryRun: setting({
    variable: "HZZ_AUTOSCALER_DRY_RUN",
    purpose: "Whether the autoscaler only logs and counts what it would do.",
    type: trueOrFalse,
    default: false,
    reason: "Try it with `true` first.",
  }),
  min: setting({
    variable: "HZZ_AUTOSCALER_MIN",
    purpose: "The fewest replicas of a service without the label `org.hzz-edge.min`; only the label can say 0.",
    type: wholeNumber(1, 1000, "replicas"),
    default: 1,
    reason: "One waits for work, so that an analysis starts at once.",
  }),
  max: setting({
    variable: "HZZ_AUTOSCALER_MAX",
    purpose: "The most replicas of a service without the label `org.hzz-edge.max`.",
    type: wholeNumber(1, 1000, "replicas"),
    default: 4,
    reason: "Enough to help on a small swarm, not too much for a shared one.",
  }),
  itemsPerReplica: setting({
    variable: "HZZ_AUTOSCALER_ITEMS_PER_REPLICA",
    purpose:
      "Work items, waiting and in flight, for each replica; a service's label `org.hzz-edge.items-per-replica` wins.",
    type: wholeNumber(1, 1_000_000, "items"),
    default: 20,
    reason: "Some seconds of work for a replica, about as long as another one takes to start.",
  }),
  step: setting({
    variable: "HZZ_AUTOSCALER_STEP",
    purpose: "The most replicas added to a service at once.",
    type: wholeNumber(1, 1000, "replicas"),
    default: 2,
    reason: "The effect is seen before more are added.",
  }),
  intervalMs: setting({
    variable: "HZZ_AUTOSCALER_INTERVAL_MS",
    purpose: "Pause between two looks at lanes and services; it doubles after a failure, up to a minute.",
    type: time,
    default: 5000,
    reason: "A look is one small request to the plotter and one to the manager.",
  }),
  upDelayMs: setting({
    variable: "HZZ_AUTOSCALER_UP_DELAY_MS",
    purpose: "How long more replicas must have been wanted before some are added, and the time between additions.",
    type: time,
    default: 10_000,
    reason: "A short analysis is over by then.",
  }),
  coolDownMs: setting({
    variable: "HZZ_AUTOSCALER_COOL_DOWN_MS",
    purpose: "How long fewer replicas must have been enough before some are removed.",
    type: time,
    default: 120_000,
    reason: "The next analysis often starts within two minutes.",
  }),
};

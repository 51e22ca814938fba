import { lineOfText, oneOf, url, wholeNumber } from "../value-types.ts";
import { setting } from "./setting.ts";

/** Of the bridge to the queues of the system before this one (docs/migration.md); nothing else looks at them. */
export const bridgeSettings = {
  url: setting({
    variable: "HZZ_BRIDGE_URL",
    secret: true,
    purpose:
      "The RabbitMQ server with the old queues, as `amqp://host:5672/vhost` or `amqps://…`. `HZZ_BROKER` is the broker of plotter and processors.",
    type: url,
    default: "",
    defaultText: "none",
    reason: "The bridge does not start without it.",
  }),
  port: setting({
    variable: "HZZ_BRIDGE_PORT",
    purpose: "The port of the bridge, for `/healthz`, `/readyz` and `/metrics`; 0 takes any free one.",
    type: wholeNumber(0, 65_535),
    default: 8082,
    reason: "Neither the plotter's nor a processor's.",
  }),
  label: setting({
    variable: "HZZ_BRIDGE_LABEL",
    purpose:
      "The origin of events published through the bridge, as printed on plots. Say `ATLAS Open Data …` only if all are.",
    type: lineOfText(200),
    default: "Published by other programs",
    reason: "The bridge cannot know it.",
  }),
  announce: setting({
    variable: "HZZ_BRIDGE_ANNOUNCE",
    purpose:
      "Which analyses are announced in `completion_queue` and `plotting_queue` when they end: those that came through the `bridge`, or `all`.",
    type: oneOf(["bridge", "all"]),
    default: "bridge",
    reason: "Readers of the old queues expect the old runs.",
  }),
};

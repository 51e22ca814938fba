import { lineOfText, oneOf, url, wholeNumber } from "../value-types.ts";
import { setting } from "./setting.ts";

/** Of the bridge to the queues of the system before this one (docs/migration.md); nothing else looks at them. */
export const bridgeSettings = {
  url: setting({
    variable: "HZZ_BRIDGE_URL",
    secret: true,
    purpose:
      "The RabbitMQ server with the old queues, as `amqp://host:5672/vhost` or `amqps://…`. `HZZ_BROKER` is the broker of the plotter and the processors.",
    type: url,
    default: "",
    defaultText: "none",
    reason: "Nobody needs a bridge who has no such server; the bridge does not start without it.",
  }),
  port: setting({
    variable: "HZZ_BRIDGE_PORT",
    purpose: "The port of the bridge, for `/healthz`, `/readyz` and `/metrics`; 0 takes any that is free.",
    type: wholeNumber(0, 65_535),
    default: 8082,
    reason: "Neither the plotter's nor a processor's.",
  }),
  label: setting({
    variable: "HZZ_BRIDGE_LABEL",
    purpose:
      "Where the events come from that are published through the bridge; stands on the plots of its runs. Say `ATLAS Open Data …` only if all of them do.",
    type: lineOfText(200),
    default: "Published by other programs",
    reason: "The bridge cannot know it, and a plot must not claim more than is known.",
  }),
  announce: setting({
    variable: "HZZ_BRIDGE_ANNOUNCE",
    purpose:
      "Whose end is announced in `completion_queue` and `plotting_queue`: that of the runs that came through the `bridge`, or that of `all` analyses.",
    type: oneOf(["bridge", "all"]),
    default: "bridge",
    reason: "Whoever reads the old queues expects the old runs.",
  }),
};

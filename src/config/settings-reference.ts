import { autoscalerSettings } from "./settings/autoscaler-settings.ts";
import { bridgeSettings } from "./settings/bridge-settings.ts";
import { generalSettings } from "./settings/general-settings.ts";
import { httpSettings } from "./settings/http-settings.ts";
import { limitSettings } from "./settings/limit-settings.ts";
import { serviceSettings } from "./settings/service-settings.ts";
import type { Setting } from "./settings/setting.ts";

/** The reference page `docs/settings.md`, written from the table of settings. */
export function settingsReference(): string {
  return [
    "# Settings",
    "Written from `src/config/settings.ts`; change it there.",
    "Every setting is an environment variable; some are also a flag of the command line, which wins. An empty variable " +
      "counts as not set. An unknown variable that starts with `HZZ_`, or a value that is not as expected, stops the " +
      "program at its start with a list of all that is wrong.",
    "Where it says _may hold a secret_, the value can also stand in a file that the variable with `_FILE` at its end " +
      "names, as container secrets do.",
    "## General",
    ...Object.values(generalSettings).map(section),
    "## Services",
    ...Object.values(serviceSettings).map(section),
    "## Limits of the plotter",
    ...Object.values(limitSettings).map(section),
    "## Bridge to the old queues",
    ...Object.values(bridgeSettings).map(section),
    "## Autoscaler",
    ...Object.values(autoscalerSettings).map(section),
    "## Reading over HTTP",
    ...Object.values(httpSettings).map(section),
    "",
  ]
    .join("\n\n")
    .replace(/\n+$/, "\n");
}

function section(setting: Setting<unknown>): string {
  const { variable, flag, secret, purpose, type, reason, defaultText } = setting;
  const value = defaultText ?? `\`${type.show(setting.default)}\``;
  return [
    `### ${variable}`,
    "",
    purpose,
    "",
    ...(flag === undefined ? [] : [`- Flag: \`--${flag}\``]),
    `- Value: ${type.expectation}${secret === true ? `; may hold a secret (\`${variable}_FILE\`)` : ""}`,
    `- Default: ${value}. ${reason}`,
  ].join("\n");
}

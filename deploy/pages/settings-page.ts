import { settingTables } from "../../src/config/settings.ts";
import type { Setting } from "../../src/config/settings/setting.ts";

/** The reference page `docs/settings.md`, written from the table of settings. */
export function settingsPage(): string {
  return [
    "# Settings",
    "Written from `src/config/settings.ts`; change it there.",
    "Every setting is an environment variable; some are also a command-line flag, which wins. An empty variable counts as " +
      "not set. An unknown variable that starts with `HZZ_`, or an invalid value, stops the program at its start with a " +
      "list of all that is wrong.",
    "Where it says _may hold a secret_, the variable with `_FILE` at its end can name a file with the value, such as a " +
      "container secret.",
    ...Object.values(settingTables).flatMap(({ heading, settings }) => [
      `## ${heading}`,
      ...Object.values<Setting<unknown>>(settings).map(section),
    ]),
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

import type { AccessRules } from "../rootio/source/access-rules.ts";
import { autoscalerSettings } from "./settings/autoscaler-settings.ts";
import { bridgeSettings } from "./settings/bridge-settings.ts";
import { dispatchSettings } from "./settings/dispatch-settings.ts";
import { generalSettings } from "./settings/general-settings.ts";
import { httpSettings } from "./settings/http-settings.ts";
import { limitSettings } from "./settings/limit-settings.ts";
import { readingSettings } from "./settings/reading-settings.ts";
import { serviceSettings } from "./settings/service-settings.ts";
import type { Setting } from "./settings/setting.ts";

type Table = Readonly<Record<string, Setting<unknown>>>;

/** Every setting, in the order of the reference page, with the page's headings. */
export const settingTables = {
  general: { heading: "General", settings: generalSettings },
  services: { heading: "Services", settings: serviceSettings },
  limits: { heading: "Limits of the plotter", settings: limitSettings },
  dispatch: { heading: "Processors that hand work to functions", settings: dispatchSettings },
  bridge: { heading: "Bridge to the old queues", settings: bridgeSettings },
  autoscaler: { heading: "Autoscaler", settings: autoscalerSettings },
  http: { heading: "Reading over HTTP", settings: httpSettings },
  reading: { heading: "Unpacking files", settings: readingSettings },
} satisfies Record<string, { readonly heading: string; readonly settings: Table }>;

export const allSettings: readonly Setting<unknown>[] = Object.values(settingTables).flatMap(({ settings }) =>
  Object.values(settings as Table),
);

type Values<T extends Table> = {
  readonly [Key in keyof T]: T[Key] extends Setting<infer Value> ? Value : never;
};

/** All settings of a process. Deeply frozen. */
export type Config = Values<typeof generalSettings> &
  Values<typeof serviceSettings> & {
    readonly limits: Values<typeof limitSettings>;
    readonly dispatch: Values<typeof dispatchSettings>;
    readonly bridge: Values<typeof bridgeSettings>;
    readonly autoscaler: Values<typeof autoscalerSettings>;
    readonly http: Values<typeof httpSettings>;
    readonly reading: Values<typeof readingSettings>;
  };

/** What anybody may make the services read: whoever reaches the broker can write work items, so these may not name any place they like. */
export function accessForAll({
  allowedOrigins,
  privateOrigins,
}: Pick<Config, "allowedOrigins" | "privateOrigins">): AccessRules {
  return { origins: allowedOrigins, privateOrigins, linksOut: false };
}

/**
 * What compose.yaml, swarm.yaml and the files beside them take from the shell that starts them (docs/containers.md, docs/swarm.md).
 * They are no settings. A program that is started from the same shell leaves them alone, where it refuses other names that it does not know.
 */
export const deploymentVariables: readonly string[] = [
  "HZZ_CPUS",
  "HZZ_DATA",
  "HZZ_DENO_IMAGE",
  "HZZ_DOCKER_USER",
  "HZZ_IMAGE",
  "HZZ_MEMORY",
  "HZZ_PUBLISH",
  "HZZ_SECRETS_VERSION",
];

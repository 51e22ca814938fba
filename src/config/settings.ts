import { autoscalerSettings } from "./settings/autoscaler-settings.ts";
import { bridgeSettings } from "./settings/bridge-settings.ts";
import { generalSettings } from "./settings/general-settings.ts";
import { httpSettings } from "./settings/http-settings.ts";
import { limitSettings } from "./settings/limit-settings.ts";
import { serviceSettings } from "./settings/service-settings.ts";
import type { Setting } from "./settings/setting.ts";

/** Every setting, in the order of the reference page. */
export const allSettings: readonly Setting<unknown>[] = [
  ...Object.values(generalSettings),
  ...Object.values(serviceSettings),
  ...Object.values(limitSettings),
  ...Object.values(bridgeSettings),
  ...Object.values(autoscalerSettings),
  ...Object.values(httpSettings),
];

type Values<Table extends Record<string, Setting<unknown>>> = {
  readonly [Key in keyof Table]: Table[Key] extends Setting<infer T> ? T : never;
};

/** All settings of a process. Deeply frozen. */
export type Config = Values<typeof generalSettings> &
  Values<typeof serviceSettings> & {
    readonly limits: Values<typeof limitSettings>;
    readonly bridge: Values<typeof bridgeSettings>;
    readonly autoscaler: Values<typeof autoscalerSettings>;
    readonly http: Values<typeof httpSettings>;
  };

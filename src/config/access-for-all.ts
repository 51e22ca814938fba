import type { Config } from "./settings.ts";
import type { AccessRules } from "../rootio/source/access-rules.ts";

/** What the settings allow to anybody: work items come from whoever may reach the broker, so that they are not free to name any place. */
export function accessForAll({
  allowedOrigins,
  privateOrigins,
}: Pick<Config, "allowedOrigins" | "privateOrigins">): AccessRules {
  return { origins: allowedOrigins, privateOrigins, linksOut: false };
}

import type { AnalysisSpec } from "../analysis/spec.ts";
import { accessForAll, type Config } from "../config/settings.ts";
import type { AccessRules } from "../rootio/source/access-rules.ts";

/**
 * What the threads of `hzz run` may read when the broker is shared, as its lanes may bring items that somebody else has asked
 * for: what the settings allow to anybody, and every server that the user's own specification names.
 */
export function accessOnSharedBroker(
  spec: AnalysisSpec,
  config: Pick<Config, "allowedOrigins" | "privateOrigins">,
): AccessRules {
  const own = ownOrigins(spec);
  const forAll = accessForAll(config);
  return {
    ...forAll,
    origins: [...forAll.origins, ...own],
    privateOrigins: [...forAll.privateOrigins, ...own],
  };
}

function ownOrigins(spec: AnalysisSpec): string[] {
  const files = spec.groups.flatMap((group) => group.samples.flatMap((sample) => sample.files));
  const corrections = Object.values(spec.corrections ?? {}).map(({ file }) => file);
  const urls = [...spec.release.baseUrls, ...files, ...corrections].filter(
    (place) => /^https?:/i.test(place) && URL.canParse(place),
  );
  return [...new Set(urls.map((place) => new URL(place).origin))];
}

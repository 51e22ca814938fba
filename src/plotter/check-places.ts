import { catalogueBaseUrls } from "../analysis/catalogue-base-urls.ts";
import type { SpecProblem } from "../analysis/spec-error.ts";
import { isPlainName, originOfPlain } from "../analysis/file-name.ts";
import { formatPath } from "../analysis/spec-path.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import { readToyAddress } from "../analysis/toy/toy-address.ts";
import { LocationRefusedError } from "../rootio/errors.ts";
import { type AccessRules, checkUrl } from "../rootio/source/access-rules.ts";
import { readFileName } from "../rootio/source/candidates.ts";

export interface PlaceRules {
  /** What processors may read; without it, every URL is let through. */
  readonly access?: AccessRules | undefined;
  /** Toys of a larger scale are not made by processors; without it, all are let through. */
  readonly toyMaxScale?: number | undefined;
  /** Lanes that processors serve. */
  readonly lanes: readonly string[];
}

/**
 * What a specification asks for that no processor would do: places that may not be read, lanes that nobody serves. Empty if nothing.
 *
 * It saves waiting for failures that are certain, and is not what keeps the places safe: processors check for themselves, and see what
 * names, links and redirects lead to. Looks at the text alone; nothing is looked up or opened.
 *
 * The base URLs of the catalogue are always let through: where a processor may not read them, its mirrors may have the files.
 */
export function checkPlaces(spec: AnalysisSpec, rules: PlaceRules): readonly SpecProblem[] {
  const { access, lanes } = rules;
  const problems: SpecProblem[] = [];
  const note = (path: readonly PropertyKey[], message: string | undefined) => {
    if (message !== undefined) problems.push({ path: formatPath(path), message });
  };
  const { baseUrls } = spec.release;
  const roots = baseUrls.map((base) => new URL(base));
  const mayBeRead = plainPlaces(access);
  for (const [b, root] of roots.entries()) note(["release", "baseUrls", b], urlProblem(root, access));
  for (const [use, { file }] of Object.entries(spec.corrections ?? {}))
    if (!mayBeRead(file)) note(["corrections", use, "file"], fileProblem(file, roots, rules));
  for (const [g, group] of spec.groups.entries()) {
    note(["groups", g, "lane"], laneProblem(group.lane, lanes));
    for (const [s, sample] of group.samples.entries())
      for (const [f, file] of sample.files.entries())
        if (!mayBeRead(file)) note(["groups", g, "samples", s, "files", f], fileProblem(file, roots, rules));
  }
  return problems;
}

/** Whether a name is one of those with which nothing is wrong, at an origin of which nothing is either: asked once for each origin. */
function plainPlaces(access: AccessRules | undefined): (name: string) => boolean {
  const origins = new Map<string | undefined, boolean>([[undefined, true]]);
  return (name) => {
    if (!isPlainName(name)) return false;
    const origin = originOfPlain(name);
    let isOpen = origins.get(origin);
    if (isOpen === undefined)
      origins.set(origin, (isOpen = access === undefined || checkUrl(new URL(name), access) === undefined));
    return isOpen;
  };
}

function fileProblem(file: string, roots: readonly URL[], rules: PlaceRules): string | undefined {
  try {
    const { url } = readFileName(file, roots);
    if (url === undefined) return undefined;
    return url.protocol === "toy:" ? toyProblem(file, rules) : urlProblem(url, rules.access);
  } catch (error) {
    if (error instanceof LocationRefusedError) return error.summary;
    throw error;
  }
}

function urlProblem(url: URL, access: AccessRules | undefined): string | undefined {
  if (access === undefined || catalogueBaseUrls.some((base) => url.href.startsWith(base))) return undefined;
  const reason = checkUrl(url, access);
  return reason === undefined ? undefined : `this address may not be read here: ${reason}`;
}

function toyProblem(address: string, { toyMaxScale = Infinity }: PlaceRules): string | undefined {
  const { scale } = readToyAddress(address).options;
  return scale <= toyMaxScale
    ? undefined
    : `a toy of scale ${scale} is not made here, at most ${toyMaxScale} (HZZ_TOY_MAX_SCALE)`;
}

function laneProblem(lane: string, lanes: readonly string[]): string | undefined {
  if (lanes.includes(lane)) return undefined;
  return `no processor serves the lane "${lane}"; lanes there are: ${lanes.length === 0 ? "none" : lanes.join(", ")}`;
}

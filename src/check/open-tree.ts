import { inReadingOrder } from "../analysis/base-url-order.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import { isToyLabel } from "../analysis/toy/toy-label.ts";
import { checkToyLabel, type OpenTreesOptions } from "../processor/open-trees.ts";
import { openRootFile } from "../rootio/root-file.ts";
import type { ByteSource } from "../rootio/source/byte-source.ts";
import { candidateLocations } from "../rootio/source/candidates.ts";
import { madeScheme, schemeOf } from "../rootio/source/location.ts";
import { openFirst } from "../rootio/source/open-first.ts";
import type { SilentServers } from "../rootio/source/silent-servers.ts";
import type { Tree } from "../rootio/tree.ts";
import { openToyOutline } from "../toy/toy-outline.ts";

/** How files are opened to be looked at: as a processor opens them. */
export interface LookOptions extends Pick<OpenTreesOptions, "mirrors" | "source" | "limits"> {
  readonly silent: SilentServers;
  readonly signal: AbortSignal;
  /** Opens what is looked at in place of any file. */
  readonly open?: () => Promise<ByteSource>;
}

/** Opens the tree of a file of a specification, hands it to `look`, and closes the file. @throws as `OpenTrees.open`. */
export async function lookAtFile<Found>(
  spec: Pick<AnalysisSpec, "release" | "tree">,
  file: string,
  options: LookOptions,
  look: (tree: Tree) => Found | Promise<Found>,
): Promise<Found> {
  await using source = await openPlace(spec, file, options);
  const tree = await (await openRootFile(source, options.limits)).openTree(spec.tree);
  options.signal.throwIfAborted();
  checkToyLabel(tree, isToyLabel(spec.release.label));
  return await look(tree);
}

/** A toy is not made to be looked at, unless whoever looks can make it. */
function openPlace(
  { release }: Pick<AnalysisSpec, "release">,
  file: string,
  options: LookOptions,
): Promise<ByteSource> {
  const { mirrors, source, silent, signal, open } = options;
  if (open !== undefined) return open();
  if (schemeOf(file) === madeScheme && source?.make === undefined) return openToyOutline(file);
  const places = candidateLocations(file, { mirrors, baseUrls: inReadingOrder(release.baseUrls) });
  return openFirst(places, { ...source, signal }, silent);
}

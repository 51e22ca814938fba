import type { Metafile } from "esbuild";

/** Bundles every file of cmd/ into dist/, or the given entry points into another folder. */
export function buildBundles(options?: { entryPoints?: string[]; outdir?: string }): Promise<void>;

/** Bundles cmd/edge.ts for function platforms; tells what went in. */
export function buildEdge(outdir: string): Promise<{ metafile: Metafile }>;

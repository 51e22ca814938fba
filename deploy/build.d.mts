/** Bundles every file of cmd/ into dist/, or the given entry points into another folder. */
export function buildBundles(options?: { entryPoints?: string[]; outdir?: string }): Promise<void>;

import { buildBundles } from "../../deploy/build.mjs";

/** Bundles cmd/ once before the tests, since worker threads and the command line are tested as they are shipped. */
export default async function setup(): Promise<void> {
  await buildBundles();
}

/** Settings of a service into which `preload.mjs` is loaded; its own settings are in `env`. */
export function preload(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { ...env, NODE_OPTIONS: `--import ${new URL("preload.mjs", import.meta.url).href}` };
}

/**
 * Environment for a program of ours that a test starts: away from the settings of whoever runs the tests, but for the folder
 * of toys, which in a test run is a temporary one that all share (see `toy-folder-setup.ts`).
 *
 * @param own settings of the test; they win
 */
export function childEnvironment(own: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => name === "HZZ_CACHE" || (!name.startsWith("HZZ_") && name !== "NO_COLOR"),
  );
  return { ...Object.fromEntries(inherited), ...own };
}

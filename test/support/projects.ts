/** What a test file needs, which its name says. The order is that in which they are started: what mostly waits comes first. */
export const projects = ["broker", "browser", "unit"] as const;

export type Project = (typeof projects)[number];

/**
 * Which files belong to a project. It is said here and nowhere else.
 *
 * | project   | files               | what they need                                               | isolated |
 * |-----------|---------------------|--------------------------------------------------------------|----------|
 * | `broker`  | `x.broker.test.ts`  | a NATS or RabbitMQ server                                    | yes      |
 * | `browser` | `x.browser.test.ts` | Chromium or nginx                                            | no       |
 * | `unit`    | any other           | Node; those in test/ may start programs of ours in processes | no       |
 */
export function filesOf(project: Project): { include: string[]; exclude: string[] } {
  const ending = (ends: string) => ["src", "test"].map((folder) => `${folder}/**/*${ends}`);
  if (project !== "unit") return { include: ending(`.${project}.test.ts`), exclude: [] };
  return { include: ending(".test.ts"), exclude: [...ending(".broker.test.ts"), ...ending(".browser.test.ts")] };
}

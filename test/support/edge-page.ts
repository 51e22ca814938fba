import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkoutFolder } from "./runtimes.ts";

const page = readFileSync(join(checkoutFolder, "docs/edge.md"), "utf8");

/** What stands in docs/edge.md for an address, a port or a path of whoever reads it, and what a test has in its place. */
export type Places = Readonly<Record<string, string>>;

/**
 * The command of docs/edge.md that begins so, without its program, as a test runs it.
 * @param program what it starts, where several commands begin so
 * @throws {Error} if the page has no such line, or one without a place that is to be replaced
 */
export function commandOnPage(start: string, places: Places, program = ""): string[] {
  const line = page.split("\n").find((each) => each.startsWith(`${start} `) && `${each} `.includes(`${program} `));
  if (line === undefined) throw new Error(`docs/edge.md has no command "${start} … ${program}"`);
  return replaced(line, places).split(" ").slice(1);
}

/** The configuration of workerd that the page shows. */
export function configOnPage(places: Places): string {
  const block = /```capnp\n(.*?)```/s.exec(page)?.[1];
  if (block === undefined) throw new Error("docs/edge.md has no configuration of workerd");
  return replaced(block, places);
}

function replaced(text: string, places: Places): string {
  for (const place of Object.keys(places)) if (!text.includes(place)) throw new Error(`"${place}" is not in: ${text}`);
  return Object.entries(places).reduce((made, [place, own]) => made.replaceAll(place, () => own), text);
}

import { functionTable } from "../../src/analysis/expression/functions/table.ts";

/**
 * docs/expressions.md, which people write, with its lists of functions: what stands between `<!-- functions: NAME … -->` and `<!-- end -->`
 * is what their rows say of them, in the order of the names.
 *
 * @throws {Error} where a name is no function, or a function is not named exactly once
 */
export function expressionsPage(written: string): string {
  const missing = new Map(functionTable);
  const page = written.replaceAll(/(<!-- functions: ([\w\s]+) -->)[^]*?(<!-- end -->)/g, (_, start, names, end) => {
    const lines = (names as string)
      .trim()
      .split(/\s+/)
      .flatMap((name) => {
        const row = missing.get(name);
        if (row === undefined) throw new Error(`docs/expressions.md names "${name}" twice, or it is no function`);
        missing.delete(name);
        return row.about.map((line) => `- ${line}`);
      });
    return `${start}\n\n${lines.join("\n")}\n\n${end}`;
  });
  if (missing.size > 0) throw new Error(`docs/expressions.md does not name ${[...missing.keys()].join(", ")}`);
  return page;
}

import type { SpecProblem } from "../analysis/spec-error.ts";
import type { AppError } from "../errors/app-error.ts";
import { TreeNotFoundError } from "../rootio/errors.ts";
import type { SampleLook } from "./look-at-samples.ts";
import type { RecipeFit } from "./recipe-fits.ts";

/**
 * What is wrong with a specification as its files show it: each mistake once, with the file in which it was seen first.
 *
 * That a tree is not there counts if no file that was opened has it: of a single one, it is the file that is odd.
 */
export function fitProblems(looks: readonly SampleLook<{ readonly fit: RecipeFit }>[]): SpecProblem[] {
  const opened = looks.filter((look) => "found" in look);
  const seen = new Map<string, { readonly fault: AppError; readonly first: (typeof opened)[number]; others: number }>();
  for (const look of opened)
    for (const fault of look.found.fit.faults) {
      const key = `${fault.where.field ?? ""}\n${fault.name}`;
      const known = seen.get(key);
      if (known === undefined) seen.set(key, { fault, first: look, others: 0 });
      else known.others++;
    }
  const problems = Array.from(seen.values(), ({ fault, first, others }): SpecProblem => {
    const more = others === 0 ? "" : `, and in ${others} other ${others === 1 ? "sample" : "samples"}`;
    const place = `seen in ${first.file} of the sample ${first.sample.name}${more}`;
    return { path: fault.where.field ?? "", message: `${fault.summary}\n  (${place})` };
  });
  const treeless = looks.flatMap((look) =>
    "reason" in look && look.reason instanceof TreeNotFoundError ? [look.reason] : [],
  );
  const [first] = treeless;
  return first === undefined || opened.length > 0 ? problems : [{ path: "tree", message: first.message }];
}

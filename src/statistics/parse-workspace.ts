import * as z from "zod";
import { messageOf } from "../corrections/read-fields.ts";
import type { Where } from "../errors/app-error.ts";
import type { Modifier, Workspace, WorkspaceChannel } from "./workspace.ts";
import { WorkspaceError, type WorkspaceProblem } from "./workspace-error.ts";

/** What a workspace may hold: above what experiments publish in one file, low enough that a hostile one costs little. */
export const workspaceLimits = { characters: 64 * 1024 * 1024, bins: 20_000 };

const name = z.string().min(1).max(500);
const numbers = z.array(z.number()).min(1).max(workspaceLimits.bins);
const nothing = z.null().optional();

const modifier = z.discriminatedUnion("type", [
  z.strictObject({ name, type: z.literal("histosys"), data: z.strictObject({ hi_data: numbers, lo_data: numbers }) }),
  z.strictObject({
    name,
    type: z.literal("normsys"),
    data: z.strictObject({ hi: z.number().positive(), lo: z.number().positive() }),
  }),
  z.strictObject({ name, type: z.enum(["normfactor", "shapefactor", "lumi"]), data: nothing }),
  z.strictObject({
    name,
    type: z.enum(["staterror", "shapesys"]),
    data: z.array(z.number().min(0)).max(workspaceLimits.bins),
  }),
]);

const settings = z.strictObject({
  name,
  inits: numbers.optional(),
  bounds: z
    .array(z.tuple([z.number(), z.number()]))
    .min(1)
    .optional(),
  auxdata: numbers.optional(),
  sigmas: z.array(z.number().positive()).min(1).optional(),
  factors: z.array(z.number().positive()).min(1).optional(),
  fixed: z.boolean().optional(),
});

const workspaceSchema = z.strictObject({
  version: z.literal("1.0.0"),
  channels: z
    .array(
      z.strictObject({
        name,
        samples: z.array(z.strictObject({ name, data: numbers, modifiers: z.array(modifier) })).min(1),
      }),
    )
    .min(1),
  observations: z.array(z.strictObject({ name, data: z.array(z.number().min(0)).min(1).max(workspaceLimits.bins) })),
  measurements: z
    .array(z.strictObject({ name, config: z.strictObject({ poi: z.string(), parameters: z.array(settings) }) }))
    .min(1),
});

/**
 * Reads a workspace of pyhf's schema 1.0.0.
 *
 * @param text JSON @param where the file, for messages
 * @throws {WorkspaceError} if it is something else, naming channel, sample and modifier of each fault. What only shows when parameters are
 * made of it (one name for two kinds, settings of an unknown one) is refused by {@link compileModel}.
 */
export function parseWorkspace(text: string, where: Where = {}): Workspace {
  return checkWorkspace(jsonOf(text, where), where);
}

/** @throws {WorkspaceError} if the text is too long or no JSON */
export function jsonOf(text: string, where: Where): unknown {
  if (text.length > workspaceLimits.characters)
    throw new WorkspaceError(
      [{ place: "", message: `more than ${workspaceLimits.characters} characters are not read` }],
      where,
    );
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = `expected JSON: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new WorkspaceError([{ place: "", message }], where, { cause });
  }
}

/** {@link parseWorkspace} of what is no text any more. */
export function checkWorkspace(document: unknown, where: Where = {}): Workspace {
  if (document instanceof Object && "patches" in document) {
    const message = "it is a patch set, not a workspace; apply one of its patches first (pyhf patchset apply)";
    throw new WorkspaceError([{ place: "", message }], where);
  }
  const result = workspaceSchema.safeParse(document);
  if (!result.success)
    throw new WorkspaceError(
      result.error.issues.map((issue) => issueProblem(issue, document, kinds)),
      where,
    );
  return requireConsistent(result.data, where);
}

/** @throws {WorkspaceError} if names are there twice, lengths differ, or a channel has no observation. */
export function requireConsistent(workspace: Workspace, where: Where): Workspace {
  const problems = contradictions(workspace);
  if (problems.length > 0) throw new WorkspaceError(problems, where);
  return workspace;
}

const kinds: Readonly<Record<string, string>> = {
  channels: "channel",
  samples: "sample",
  modifiers: "modifier",
  observations: "observation",
  measurements: "measurement",
  parameters: "parameter",
};

/** A fault at its place: names of what it stands in, and the field. @param kinds what entries of the lists are called, by field */
export function issueProblem(
  issue: z.core.$ZodIssue,
  document: unknown,
  kinds: Readonly<Record<string, string>>,
): WorkspaceProblem {
  const named: string[] = [];
  let field = "";
  let value = document;
  for (const [i, part] of issue.path.entries()) {
    value = (value as Record<PropertyKey, unknown> | undefined)?.[part];
    const kind = typeof part === "number" ? kinds[String(issue.path[i - 1])] : undefined;
    const own = typeof value === "object" && value !== null && "name" in value ? value.name : undefined;
    if (kind !== undefined) {
      named.push(`${kind} ${typeof own === "string" ? own : `number ${String(part)}`}`);
      field = "";
    } else field += typeof part === "number" ? `[${part}]` : `${field && "."}${String(part)}`;
  }
  const message = messageOf(issue, value);
  return { place: named.join(", "), message: (field && `${field}: `) + message };
}

/** What a schema does not see: names that are there twice, lengths that differ, channels without observation. */
function contradictions({ channels, observations, measurements }: Workspace): WorkspaceProblem[] {
  const problems: WorkspaceProblem[] = [
    ...twice(channels, "channel", ""),
    ...twice(observations, "observation", ""),
    ...twice(measurements, "measurement", ""),
    ...measurements.flatMap((each) => twice(each.config.parameters, "parameter", `measurement ${each.name}`)),
    ...channels.flatMap(channelProblems),
  ];
  const seen = new Map(observations.map((each) => [each.name, each.data.length]));
  for (const channel of channels) {
    const [bins, observed] = [channel.samples[0]!.data.length, seen.get(channel.name)];
    const place = `channel ${channel.name}`;
    if (observed === undefined) problems.push({ place, message: "it has no observation of its name" });
    else if (observed !== bins)
      problems.push({ place, message: `${bins} bins are expected, ${observed} were observed` });
  }
  const names = new Set(channels.map(({ name }) => name));
  for (const each of observations)
    if (!names.has(each.name))
      problems.push({ place: `observation ${each.name}`, message: "there is no channel of this name" });
  const bins = channels.reduce((sum, { samples }) => sum + samples[0]!.data.length, 0);
  if (bins > workspaceLimits.bins)
    problems.push({ place: "", message: `at most ${workspaceLimits.bins} bins are taken, found ${bins}` });
  return problems;
}

function channelProblems({ name: channel, samples }: WorkspaceChannel): WorkspaceProblem[] {
  const bins = samples[0]!.data.length;
  return samples
    .flatMap((sample) => {
      const place = `channel ${channel}, sample ${sample.name}`;
      const keys = sample.modifiers.map((each) => ({ name: `${each.name} of type ${each.type}` }));
      const problems = twice(keys, "modifier", place);
      if (sample.data.length !== bins)
        problems.push({ place, message: `it has ${sample.data.length} bins, the first sample of the channel ${bins}` });
      for (const each of sample.modifiers)
        for (const [field, values] of binLists(each))
          if (values.length !== sample.data.length)
            problems.push({
              place: `${place}, modifier ${each.name}`,
              message: `${field}: expected a number for each of ${sample.data.length} bins, found ${values.length}`,
            });
      return problems;
    })
    .concat(twice(samples, "sample", `channel ${channel}`));
}

function binLists(each: Modifier): [string, readonly number[]][] {
  if (each.type === "staterror" || each.type === "shapesys") return [["data", each.data]];
  return each.type === "histosys" ? Object.entries(each.data) : [];
}

function twice(things: readonly { readonly name: string }[], kind: string, place: string): WorkspaceProblem[] {
  const seen = new Set<string>();
  return things.flatMap(({ name }) => {
    if (seen.has(name)) return [{ place, message: `there are two ${kind}s called ${name}` }];
    seen.add(name);
    return [];
  });
}

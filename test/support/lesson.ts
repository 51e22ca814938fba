import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";

/** What a step of the lesson tells pupils to do on the page. */
export type Action =
  | { readonly do: "press"; readonly name: string; readonly table: string | undefined }
  | { readonly do: "write"; readonly text: string; readonly field: string }
  | { readonly do: "wait"; readonly status: string }
  | { readonly do: "point"; readonly from: string; readonly to: string };

export interface LessonItem {
  readonly actions: readonly Action[];
  /** What it names in bold and does nothing with: it is to be seen afterwards. */
  readonly seen: readonly string[];
}

export interface LessonStep {
  readonly title: string;
  readonly minutes: number;
  /** Its list, for the page. */
  readonly items: readonly LessonItem[];
  /** What stands in its box for the terminal; undefined without one. */
  readonly terminal: string | undefined;
}

export const lessonPath = join(import.meta.dirname, "../../docs/lesson.md");

/** `docs/lesson.md` as tests follow it. */
export const lessonText = readFileSync(lessonPath, "utf8");

const sections = lessonText.split(/^## /m).slice(1);

export const lessonSteps: readonly LessonStep[] = sections.filter((section) => /^\d/.test(section)).map(stepOf);

/** Boxes of the section for the teacher. */
export const teacherBoxes: readonly string[] = boxesOf(
  sections.find((section) => section.startsWith("For the teacher")) ?? "",
);

/** A line of the table of answers. */
const answerLine = /^(\| (\d\w) +\|[^|]*\| )(.*?) +\|$/gm;

/** Answers by the name of their question: `7d`. */
export const lessonAnswers: ReadonlyMap<string, string> = new Map(
  [...lessonText.matchAll(answerLine)].map(([, , question = "", answer = ""]) => [question, answer]),
);

/** The document with these answers in place of its own. */
export async function withAnswers(answers: Readonly<Record<string, string>>): Promise<string> {
  const text = lessonText.replaceAll(answerLine, (_, before: string, question: string, own: string) => {
    return `${before}${answers[question] ?? own} |`;
  });
  return await format(text, { ...(await resolveConfig(lessonPath)), filepath: lessonPath });
}

function stepOf(section: string): LessonStep {
  const title = section.slice(0, section.indexOf("\n"));
  const list = [...section.slice(title.length).matchAll(/^\d\. .*(?:\n {3}.*)*/gm)].map(([item]) =>
    item.replaceAll(/\s*\n\s*/g, " ").replaceAll("\\*", "*"),
  );
  return {
    title,
    minutes: Number(/^_(\d+) minutes\._/m.exec(section)?.[1]),
    items: list.map(itemOf),
    terminal: boxesOf(section)[0],
  };
}

function boxesOf(section: string): string[] {
  return [...section.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, lines = ""]) => lines);
}

/** Actions are in the order of the text: what stands after "press", "open" or "then", what is written into fields, what is waited for. */
function itemOf(item: string): LessonItem {
  const actions: Action[] = [];
  const seen: string[] = [];
  let text: string | undefined;
  for (const match of item.matchAll(/`([^`]+)`|\*\*(.+?)\*\*(?!\*)|point at the bin from (\d+) to (\d+)/gi)) {
    const [, code, name, from, to] = match;
    const before = item.slice(0, match.index);
    const after = item.slice(match.index + match[0].length);
    if (from !== undefined && to !== undefined) actions.push({ do: "point", from, to });
    else if (code !== undefined) text = code;
    else if (name === undefined) continue;
    else if (/(press|open|then) $/i.test(before))
      actions.push({ do: "press", name, table: /^ in \*\*(.+?)\*\*/.exec(after)?.[1] });
    else if (/wait until it is $/.test(before)) actions.push({ do: "wait", status: name });
    else if (/` into $/.test(before) && text !== undefined) actions.push({ do: "write", text, field: name });
    else seen.push(name);
  }
  return { actions, seen };
}

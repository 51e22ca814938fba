import { describe, expect, it } from "vitest";
import type { DeadLetterDocument } from "../protocol/documents/operations-document.ts";
import { renderLetter, renderLetters, renderReport } from "./dead-tables.ts";
import { displayWidth } from "./terminal-text.ts";

const bare: DeadLetterDocument = {
  id: "7",
  lane: "zz",
  analysis: "0123456789abcdef",
  title: "H → ZZ*",
  status: "incomplete",
  reason: "SourceUnavailableError: nobody has llll.4lep.root",
  attempts: 5,
  at: "2026-03-04T05:06:07.890Z",
};
const item = { kind: "file", run: 2, group: "zz", sample: "llll", file: "MC/llll.4lep.root" } as const;
const file: DeadLetterDocument = { ...bare, item, standing: "needed", advice: "Remove the cause." };
const partition: DeadLetterDocument = {
  ...file,
  id: "12",
  item: { ...item, kind: "partition", entryStart: 1000, entryStop: 2000 },
  standing: "done",
};
const malformed: DeadLetterDocument = {
  ...bare,
  id: "130",
  reason: "MalformedMessageError: \u001b[31mnot JSON\nat all",
  malformed: { problem: "Malformed message: not JSON", bytes: 60, firstBytes: "80 04 95" },
  standing: "malformed",
};

describe("renderLetters", () => {
  it("shows a line for each, with what it was to do", () => {
    const text = renderLetters({ letters: [file, partition], more: false, total: 2 }, { analysis: undefined }, 200);
    expect(text.split("\n")).toEqual([
      "id  given up             lane  analysis          what                     tries  item    reason",
      expect.stringMatching(/^─+$/) as string,
      "7   2026-03-04 05:06:07  zz    0123456789abcdef  llll: file                   5  needed  SourceUnavailableError: nobody has llll.4lep.root",
      "12  2026-03-04 05:06:07  zz    0123456789abcdef  llll: entries 1000-1999      5  done    SourceUnavailableError: nobody has llll.4lep.root",
      "",
      '2 dead letters. "hzz dead show <id>" shows all about one and what to do about it',
    ]);
  });

  it("cuts reasons to the width of the terminal, and lets nothing steer it", () => {
    const long = { ...file, reason: "x".repeat(2000) };
    const text = renderLetters({ letters: [long, malformed], more: false, total: 2 }, { analysis: undefined }, 140);
    const lines = text.split("\n").slice(0, 4);
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(140);
    expect(text).toContain("not a work item, 60 B");
    expect(text).toContain("\\x1b[31mnot JSON at all");
    expect(text).not.toContain("\u001b");
  });

  it("says whether there is more, and leaves out what is not known", () => {
    const text = renderLetters({ letters: [{ ...bare, item }], more: true, total: 2345 }, { analysis: undefined }, 200);
    expect(text).toContain("The oldest 1 of 2345 in all; --limit N shows more");
    expect(text).not.toContain("item ");
    expect(renderLetters({ letters: [], more: false, total: 3 }, { analysis: "abc" }, 200)).toBe(
      "No dead letters of analysis abc",
    );
  });
});

describe("renderLetter", () => {
  it("shows all of an item", () => {
    expect(renderLetter(partition)).toBe(
      [
        "dead letter  12",
        "reason       SourceUnavailableError: nobody has llll.4lep.root",
        "tries        5",
        "given up     2026-03-04T05:06:07.890Z",
        "lane         zz",
        "analysis     0123456789abcdef (incomplete)  H → ZZ*",
        "run          2",
        "sample       llll (group zz)",
        "file         MC/llll.4lep.root",
        "entries      [1000, 2000)",
        "item         done",
        "what to do   Remove the cause.",
      ].join("\n"),
    );
    expect(renderLetter(file)).toContain("entries      the whole file");
  });

  it("shows what can be seen of bytes that are none", () => {
    const text = renderLetter(malformed);
    expect(text).toContain("not a work item  Malformed message: not JSON\n");
    expect(text).toContain("\\x1b[31mnot JSON\n                 at all\n");
    expect(text).toContain("bytes            60: 80 04 95 …\n");
    expect(text).not.toContain("file ");
  });
});

describe("renderReport", () => {
  it("tells what was redriven, and what was only removed", () => {
    expect(renderReport({ redriven: 3, removed: 0 })).toBe("Redriven: 3");
    expect(renderReport({ redriven: 0, removed: 2 })).toMatch(/^Redriven: 0\nRemoved, as no longer needed.*: 2 /);
    expect(renderReport({ redriven: 0, removed: 0 })).toBe("There was nothing to redrive");
  });
});

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitForState } from "./support/http-plotter.ts";
import { startUp, type RunningUp } from "./support/hzz-up.ts";
import { countedInToy, filesAtHand } from "./support/release-or-toy.ts";

const page = await readFile(join(import.meta.dirname, "../docs/http.md"), "utf8");
const blocks = [...page.matchAll(/^```sh (\d+)\n([\s\S]*?)^```$/gm)].map(([, status, lines]) => ({
  status: Number(status),
  lines: lines ?? "",
}));

const cleanUp: (() => Promise<unknown>)[] = [];
let folder: string;
let server: RunningUp;
/** Asks for a token. */
let guarded: RunningUp;
const token = "correct-horse-battery-staple";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hzz-curl-"));
  cleanUp.push(() => rm(folder, { recursive: true }));
  // A server that takes requests and never answers: an analysis of its files runs until it is cancelled, as its items are tried again and again.
  const silent = createServer(() => undefined).listen(0, "127.0.0.1");
  await once(silent, "listening");
  cleanUp.push(async () => {
    silent.closeAllConnections();
    silent.close();
    await once(silent, "close");
  });
  const address = silent.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has an address with a port");
  const origin = `http://127.0.0.1:${address.port}`;
  const complete = /^```json\n([\s\S]*?)^```$/m.exec(
    await readFile(join(import.meta.dirname, "../docs/write-an-analysis.md"), "utf8"),
  )?.[1];
  const spec = JSON.parse(complete ?? "") as { groups: { samples: { files: string[] }[] }[] };
  for (const group of spec.groups) for (const sample of group.samples) sample.files = [`${origin}/never.root`];
  await writeFile(join(folder, "my-analysis.json"), JSON.stringify(spec));
  server = await startUp(filesAtHand.placeArguments, {
    HZZ_PRIVATE_ORIGINS: origin,
    HZZ_ALLOWED_ORIGINS: "none",
    HZZ_MAX_DELIVERIES: "100",
  });
  cleanUp.push(() => server.end());
  guarded = await startUp([], { HZZ_TOKEN: token });
  cleanUp.push(() => guarded.end());
}, 60_000);

afterAll(async () => {
  for (const step of cleanUp.reverse()) await step();
});

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Runs the lines in a shell, and gives what each curl whose output is not taken by the shell itself was answered. */
async function answersTo(lines: string, variables: Readonly<Record<string, string>>): Promise<Answer[]> {
  const mark = "\u0001";
  // Inside of a pipe or $(…), curl is not what the user looks at.
  const script = `set -eu
out=$(readlink /proc/$$/fd/1)
curl() {
  local me=$BASHPID
  if [ "$(readlink /proc/$me/fd/1)" = "$out" ]; then set -- -w '${mark}%{http_code} %{content_type}${mark}' "$@"; fi
  command curl -sS "$@"
}
${lines.replaceAll("http://localhost:8080", server.url).replaceAll("https://hzz.example", guarded.url)}`;
  const env = { ...process.env, ...variables, HZZ_TOKEN: token };
  const { stdout } = await promisify(execFile)("bash", ["-c", script], { cwd: folder, env, maxBuffer: 1 << 24 });
  const parts = stdout.split(mark);
  const answers: Answer[] = [];
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const [status = "", type = ""] = (parts[i + 1] ?? "").split(" ");
    answers.push({ status: Number(status), type, body: parts[i] ?? "" });
  }
  return answers;
}

describe("docs/http.md", () => {
  it("says the truth in every line, from start to end", { timeout: 180_000 }, async () => {
    expect(blocks.length).toBeGreaterThan(15);
    const variables: Record<string, string> = {};
    const started: string[] = [];
    for (const { status, lines } of blocks) {
      const answers = await answersTo(lines, variables);
      expect(answers.length, lines).toBeGreaterThan(0);
      for (const answer of answers) {
        expect(`${answer.status} for ${lines}\n${answer.body.slice(0, 2000)}`).toMatch(new RegExp(`^${status} `));
        if (status >= 400) {
          expect(answer.type).toBe("application/problem+json");
          expect(JSON.parse(answer.body)).toMatchObject({ status, title: expect.any(String) as string });
        }
        if (status === 422)
          expect(JSON.parse(answer.body)).toMatchObject({ errors: [{ path: expect.any(String) as string }] });
      }
      const [first] = answers;
      if (status === 202 && first !== undefined) started.push((JSON.parse(first.body) as { id: string }).id);
      variables["id"] ??= started[0] ?? "";
      if (lines.includes("my-analysis.json") && status === 202) variables["mine"] = started.at(-1) ?? "";
    }
    const [toy = "", release = ""] = started;
    expect(new Set(started.slice(0, 4)).size).toBe(4);
    const data = (await waitForState(server.url, toy, ({ status }) => status === "complete")).groups[0]!;
    expect(data.cutflow.entries).toEqual(countedInToy(["data_A", "data_B", "data_C", "data_D"]).cutflow);
    // Where the release is not at hand, its analysis is taken all the same, and tells that its files cannot be read.
    const atEnd = filesAtHand.preset === "hzz-2020" ? "complete" : "incomplete";
    await waitForState(server.url, release, ({ status }) => status === atEnd);
  });
});

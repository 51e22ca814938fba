import { spawn } from "node:child_process";
import { once } from "node:events";
import { platform } from "node:os";
import { analysisPlace } from "./analysis-place.ts";
import { defineCommand, flag, operand } from "./command.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { placeClient } from "./place-client.ts";
import type { Program } from "./program.ts";
import { url } from "./shared-options.ts";
import { pageOf } from "./submission.ts";

export const open = defineCommand({
  name: "open",
  summary: "open the page of an analysis in the browser",
  parameters: {
    target: operand("id|URL"),
    url,
    print: flag("print", "only print the address of the page, as into a pipe"),
  },
  details: [
    "Prints the address; on a terminal it starts the browser of the system too, or the one in BROWSER.",
    "Exit code: 0 done, 2 refused (such as an id that is not there), 1 no server there.",
  ],
  examples: ["hzz open 0123456789abcdef", "hzz open 0123456789abcdef --print"],
  async run({ target, url: given, print }, program): Promise<ExitCode> {
    const place = analysisPlace("open", target, given);
    const { id } = place;
    const { client } = placeClient(place, given, program.env);
    // A page of nothing would open as well.
    await client.get(`analyses/${encodeURIComponent(id)}`, program.signal);
    const { href } = pageOf(client, id);
    program.stdout.write(`${href}\n`);
    if (!print && program.stdout.isTTY === true) await browse(href, program);
    return exitCodes.complete;
  },
});

/** Starts a browser, which lives on. The address is one word for whatever program that is: no shell reads it. */
async function browse(address: string, { env, stderr }: Program): Promise<void> {
  const [file, ...before] = browserOf(env["BROWSER"] ?? "");
  const child = spawn(file, [...before, address], { detached: true, stdio: "ignore" });
  try {
    await once(child, "spawn");
    child.unref();
  } catch {
    stderr.write(`No browser can be started (${file}); open the address in one of yours\n`);
  }
}

function browserOf(chosen: string): readonly [string, ...string[]] {
  if (chosen !== "") return [chosen];
  const system = platform();
  if (system === "darwin") return ["open"];
  return system === "win32" ? ["rundll32", "url.dll,FileProtocolHandler"] : ["xdg-open"];
}

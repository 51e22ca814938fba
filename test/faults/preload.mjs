// Loaded by a service before its own program (`node --import`), to let happen in it what a test cannot do from outside.
import { subscribe } from "node:diagnostics_channel";
import { isMainThread } from "node:worker_threads";

const { FAULT_CLOCK_MS: shift, FAULT_CLOCK_JUMP_MS: jump, FAULT_CRASH_AT: crashAt } = process.env;

// The clock that tells the date is wrong by so much, and at each SIGUSR2 by so much more. As on a machine whose clock is set, the
// one that timers and performance.now() use does not move.
if (shift !== undefined) {
  const Right = Date;
  let wrongBy = Number(shift);
  globalThis.Date = class extends Right {
    constructor(...when) {
      if (when.length === 0) super(Right.now() + wrongBy);
      else super(...when);
    }
    static now() {
      return Right.now() + wrongBy;
    }
  };
  if (isMainThread)
    process.on("SIGUSR2", () => {
      wrongBy += Number(jump ?? 0);
    });
}

// A thread that has read from a URL with this in it ends at once, whether by the runtime's fetch or by the one under rules.
if (crashAt !== undefined && !isMainThread)
  for (const channel of ["undici:request:headers", "http.client.response.finish"])
    subscribe(channel, ({ request }) => {
      if (request.path.includes(crashAt)) process.exit(70);
    });

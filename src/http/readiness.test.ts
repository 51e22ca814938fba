import { describe, expect, it } from "vitest";
import { HttpProblemError } from "./problem.ts";
import { createReadiness } from "./readiness.ts";

const problemOf = (check: Promise<void>) =>
  check.then(
    () => "ok",
    (error: unknown) => (error instanceof HttpProblemError ? error.problem : error),
  );

describe("readiness", () => {
  it("tells the reason until the service is ready for the first time", async () => {
    let reason: string | undefined = "The log is still being read.";
    const { checkReady, checkStarted } = createReadiness(() => Promise.resolve(reason));
    const common = { status: 503, detail: reason, headers: { "retry-after": "2" } };
    expect(await problemOf(checkReady())).toEqual({ title: "Not ready", ...common });
    expect(await problemOf(checkStarted())).toEqual({ title: "Not started", ...common });
    reason = undefined;
    expect(await problemOf(checkStarted())).toBe("ok");
    expect(await problemOf(checkReady())).toBe("ok");
  });

  it("stays started when the service is not ready any more, and asks nobody for it", async () => {
    let asked = 0;
    const reasons = [undefined, "The broker does not answer."];
    const readiness = createReadiness(() => Promise.resolve(reasons[asked++]));
    await readiness.checkStarted();
    expect(await problemOf(readiness.checkReady())).toMatchObject({ status: 503, detail: reasons[1] });
    expect(asked).toBe(2);
    expect(await problemOf(readiness.checkStarted())).toBe("ok");
    expect(asked).toBe(2);
  });

  it("has started as well when it was only asked whether it is ready", async () => {
    const reasons = [undefined, "The service is stopping."];
    const { checkReady, checkStarted } = createReadiness(() => Promise.resolve(reasons.shift()));
    await checkReady();
    expect(await problemOf(checkStarted())).toBe("ok");
  });
});

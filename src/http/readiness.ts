import { HttpProblemError } from "./problem.ts";

/** What a service answers to those who ask whether it is up. */
export interface Readiness {
  /**
   * For `/readyz`: whether requests or work should be sent here now.
   * @throws {HttpProblemError} 503 with the reason if they should not.
   */
  readonly checkReady: () => Promise<void>;
  /**
   * For `/startedz`: whether the service has been ready at least once. Whoever restarts services by this does not restart all of them
   * when the broker is away for a while, since a restart brings no broker back.
   * @throws {HttpProblemError} 503 with the reason if it was not ready yet; never again after it was.
   */
  readonly checkStarted: () => Promise<void>;
}

/**
 * Answers both questions by one: a service has started when it was ready for the first time.
 *
 * @param unready asked each time: why the service is not ready now; undefined: it is. It should not reject
 */
export function createReadiness(unready: () => Promise<string | undefined>): Readiness {
  let hasStarted = false;
  const whyUnready = async (): Promise<string | undefined> => {
    const reason = await unready();
    hasStarted ||= reason === undefined;
    return reason;
  };
  return {
    checkReady: async () => {
      const reason = await whyUnready();
      if (reason !== undefined) throw unavailable("Not ready", reason);
    },
    checkStarted: async () => {
      if (hasStarted) return;
      const reason = await whyUnready();
      if (reason !== undefined) throw unavailable("Not started", reason);
    },
  };
}

function unavailable(title: string, detail: string): HttpProblemError {
  return new HttpProblemError({ title, status: 503, detail, headers: { "retry-after": "2" } });
}

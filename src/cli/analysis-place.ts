import { isAnalysisId } from "./submission.ts";
import { UsageError } from "./usage-error.ts";

/** Which analysis of which server. */
export interface AnalysisPlace {
  /** Undefined: the one that the settings name. */
  readonly server: string | undefined;
  readonly id: string;
}

/**
 * Reads an id, or the address of a page, which names the server as well.
 *
 * @param command for the error, such as `watch`
 * @param server that of `--url`
 * @throws {UsageError} for what is neither, and where both an address and a server are given
 */
export function analysisPlace(command: string, target: string, server: string | undefined): AnalysisPlace {
  if (isAnalysisId(target)) return { server, id: target };
  const parts = /^(https?:\/\/.+\/)analyses\/([\w-]+)\/?(?:[?#].*)?$/i.exec(target);
  const [, base, id] = parts ?? [];
  if (base === undefined || id === undefined || !URL.canParse(base))
    throw new UsageError(
      `hzz ${command} expects the id of an analysis (16 hexadecimal digits) or the address of its page (http://…/analyses/…), found "${target}"`,
    );
  if (server !== undefined)
    throw new UsageError(
      `hzz ${command}: --url says where to look for an id; ${target} says it already, so leave --url out`,
    );
  return { server: base, id };
}

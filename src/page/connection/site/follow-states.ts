import { statesPath } from "../../api/requests.ts";
import type { StateListener } from "../../streams/state-listener.ts";
import { openStream } from "./client.ts";

/**
 * Follows an analysis, or the list of all (`listId`), from a state on.
 *
 * @param sequence of the state that the page has
 * @returns stops it
 */
export function followStates(id: string, sequence: number, listener: StateListener): () => void {
  return openStream(statesPath(id, sequence), {
    onOpen: listener.onOpen,
    onEvent: (event, data) => {
      if (event === "state") listener.onUpdate(data);
    },
    onBroken: listener.onBroken,
  });
}

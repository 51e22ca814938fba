import type { StreamEvents } from "./shared-stream.ts";

/** Opens a stream of the plotter. After `broken` nothing more comes: what the browser does then by itself is not enough. */
export function openEventSource(address: URL | string, events: StreamEvents): { close(): void } {
  const source = new EventSource(address);
  source.addEventListener("open", () => {
    events.open();
  });
  source.addEventListener("state", ({ data }: MessageEvent<string>) => {
    events.state(data);
  });
  source.addEventListener("end", ({ data }: MessageEvent<string>) => {
    events.end(data);
  });
  source.addEventListener("error", () => {
    source.close();
    events.broken();
  });
  return source;
}

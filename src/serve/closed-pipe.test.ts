import { EventEmitter } from "node:events";
import { describe, expect, it, vi } from "vitest";
import { outliveReader } from "./closed-pipe.ts";

function failing(code: string): Error {
  return Object.assign(new Error(`write ${code}`), { code });
}

describe("outliveReader", () => {
  it("takes a reader that has gone for the end of the output, and nothing else", () => {
    const [stream, onClosed] = [new EventEmitter(), vi.fn()];
    outliveReader(stream, onClosed);
    stream.emit("error", failing("EPIPE"));
    expect(onClosed).toHaveBeenCalledOnce();
    expect(() => stream.emit("error", failing("ENOSPC"))).toThrow("write ENOSPC");
  });
});

import { expect, it } from "vitest";
import { channelsFor } from "./lane-work.ts";

it("has two slots on a channel, so that few wait for each other, and more where there would be many channels", () => {
  expect([1, 2, 3, 8, 16, 17, 64, 65, 128].map(channelsFor)).toEqual([1, 1, 2, 4, 8, 8, 8, 9, 16]);
});

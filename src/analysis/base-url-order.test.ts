import { describe, expect, it } from "vitest";
import { inReadingOrder } from "./base-url-order.ts";
import { presetByName } from "./presets/presets.ts";

describe("the order in which base URLs are tried", () => {
  it("of the 2020 release begins with the portal, although the servers that are gone stand first in the preset", () => {
    const { baseUrls } = presetByName("hzz-2020").release;
    expect(inReadingOrder(baseUrls).map((url) => new URL(url).host)).toEqual([
      ...["opendata.cern.ch", "opendata.cern.ch"],
      ...["atlas-opendata.web.cern.ch", "atlas-opendata.web.cern.ch"],
    ]);
    expect(inReadingOrder(baseUrls).toSorted()).toEqual(baseUrls.toSorted());
  });

  it("is otherwise that of the specification", () => {
    const urls = ["https://b.example/", "https://a.example/x", "not a URL", "https://b.example/"];
    expect(inReadingOrder(urls)).toEqual(urls);
  });
});

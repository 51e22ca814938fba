import { expect, it } from "vitest";
import { presetByName } from "../analysis/presets/presets.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import { checkUrl } from "../rootio/source/access-rules.ts";
import { accessOnSharedBroker } from "./run-access.ts";

const settings = { allowedOrigins: ["https://allowed.example"], privateOrigins: ["http://10.0.0.1"] };

function specWith(baseUrls: string[], file: string): AnalysisSpec {
  const spec = presetByName("hzz-2020");
  const [group] = spec.groups;
  const samples = [{ ...group!.samples[0]!, files: [file, "Data/x.root"] }];
  return { ...spec, release: { label: "mine", baseUrls }, groups: [{ ...group!, samples }] };
}

it("lets the run read what the settings allow, and every server of its own specification wherever it is", () => {
  const rules = accessOnSharedBroker(
    specWith(["http://127.0.0.1:8000/a/", "https://own.example/b/"], "http://192.168.1.2/c/x.root"),
    settings,
  );
  for (const url of [
    "https://allowed.example/x.root",
    "http://10.0.0.1/x.root",
    "http://127.0.0.1:8000/other.root",
    "https://own.example/x.root",
    "http://192.168.1.2/x.root",
  ])
    expect(checkUrl(new URL(url), rules)).toBeUndefined();
  for (const url of ["http://127.0.0.1:8001/x.root", "https://else.example/x.root", "http://192.168.1.3/x.root"])
    expect(checkUrl(new URL(url), rules)).toBeDefined();
  expect(rules.linksOut).toBe(false);
});

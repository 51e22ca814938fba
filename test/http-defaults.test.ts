import { expect, it } from "vitest";
import { httpSettings } from "../src/config/settings/http-settings.ts";
import { httpDefaults } from "../src/rootio/source/http-options.ts";

// The settings cannot import the reader's defaults, which lie on a higher floor; so both say them, and this keeps them one.
it.each(Object.entries(httpSettings))("the setting %s has the default of the HTTP source", (name, setting) => {
  expect(httpDefaults).toHaveProperty(name, setting.default);
});

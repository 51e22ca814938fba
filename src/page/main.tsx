import "../protocol/documents/without-eval.ts";
import { render } from "preact";
import { Page } from "./frame/page.tsx";
import { applyTheme, storedTheme } from "./frame/theme.ts";

// Before anything is drawn, so that a page in a chosen theme does not start in the other one.
applyTheme(storedTheme());

// Written relative to the page that was loaded; browsers look for it again when the address has changed.
const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
if (icon !== null) icon.setAttribute("href", icon.href);

const root = document.getElementById("page");
if (root !== null) render(<Page />, root);

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** The colours of the page, light and dark alike: its variables reach into the editor. */
export const editorTheme = [
  EditorView.theme({
    "&": {
      border: "1px solid var(--line-strong)",
      borderRadius: "6px",
      backgroundColor: "var(--surface)",
      color: "var(--ink)",
      fontSize: "0.87rem",
      maxHeight: "min(70vh, 40rem)",
    },
    "&.cm-focused": { outline: "3px solid var(--focus)", outlineOffset: "2px" },
    ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5", overflow: "auto", minHeight: "10rem" },
    ".cm-content": { caretColor: "var(--ink)" },
    ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
    ".cm-gutters": { backgroundColor: "var(--raised)", color: "var(--quiet)", borderRight: "1px solid var(--line)" },
    ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--accent) 8%, transparent)" },
    "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
      backgroundColor: "color-mix(in srgb, var(--accent) 30%, transparent)",
    },
    "&.cm-focused .cm-matchingBracket": { backgroundColor: "transparent", outline: "1px solid var(--quiet)" },
    "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "transparent", color: "var(--bad)" },
    ".cm-tooltip": { border: "1px solid var(--line-strong)", backgroundColor: "var(--surface)", color: "var(--ink)" },
    ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxWidth: "min(42rem, 92vw)" },
    ".cm-tooltip-autocomplete > ul > li": { padding: "0.15rem 0.5rem" },
    ".cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--accent)", color: "var(--on-accent)" },
    ".cm-completionDetail": { fontStyle: "normal", opacity: "1", marginLeft: "1em" },
    ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
    ".cm-completionInfo": { maxWidth: "24rem", fontFamily: "var(--sans)", whiteSpace: "pre-line" },
    ".cm-diagnostic": { whiteSpace: "pre-wrap", fontFamily: "var(--mono)", color: "var(--ink)" },
    ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
    ".cm-lintRange-error": {
      backgroundImage: "none",
      textDecoration: "underline wavy var(--bad)",
      textDecorationSkipInk: "none",
      backgroundColor: "var(--bad-surface)",
    },
    ".cm-lintPoint-error::after": { borderBottomColor: "var(--bad)" },
    ".cm-panels": { backgroundColor: "var(--raised)", color: "var(--ink)" },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)" },
      { tag: [tags.string, tags.special(tags.string)], color: "var(--good)" },
      { tag: [tags.comment, tags.meta, tags.punctuation, tags.separator], color: "var(--quiet)" },
      { tag: [tags.keyword, tags.labelName, tags.typeName], color: "var(--warning)" },
    ]),
  ),
];

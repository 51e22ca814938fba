/** What the first page needs when its list is there, as one script: each in its own would make all pages larger. */
export { CompareBar } from "./compare-bar.tsx";
export { findDifferences } from "./find-differences.ts";
export { LineActions } from "./line-actions.tsx";
export { ListToolbar } from "./list-toolbar.tsx";
export { PeopleList } from "./people-list.tsx";
export { StartSection } from "./start-section.tsx";
export { LabelText } from "../frame/label-text.tsx";
export { readableLabel } from "../../plot/readable-label.ts";
export { streamList } from "../streams/list-stream.ts";

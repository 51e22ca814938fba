/** Fetches the page on which a new analysis is written. */
export const loadNewPage = async () => (await import("../../editor/new-page.tsx")).NewPage;

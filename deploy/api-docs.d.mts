/** Writes the page that shows the HTTP interface into a folder. @returns files that third-party notices are due for */
export function copyApiDocs(folder: string): string[];

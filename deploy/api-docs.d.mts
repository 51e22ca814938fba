/** Writes the page that shows the HTTP interface into `docs` below the folder of the page. @returns files that third-party notices are due for */
export function copyApiDocs(folder: string, icon: string): string[];

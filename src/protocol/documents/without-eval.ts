import * as z from "zod/mini";

// Imported before any schema by programs that may not make code out of text: the page, whose Content-Security-Policy forbids it.
z.config({ jitless: true });

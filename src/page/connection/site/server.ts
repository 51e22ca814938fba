import { readProblem } from "../../../protocol/documents/answer-documents.ts";
import { save } from "../../plot/download-picture.ts";
import { sendRequest } from "./client.ts";

export { sendRequest };

/** For the `onClick` of a link to a file of the server, which has no address: it is asked for and saved. */
export const saveLink: ((event: MouseEvent & { readonly currentTarget: HTMLAnchorElement }) => void) | undefined = (
  event,
) => {
  event.preventDefault();
  const { pathname, download } = event.currentTarget;
  void saveFile(pathname, download);
};

async function saveFile(path: string, name: string): Promise<void> {
  const answer = await sendRequest(path, {});
  const told = /filename="([^"]*)"/.exec(answer.headers.get("content-disposition") ?? "")?.[1];
  const type = answer.headers.get("content-type") ?? "";
  if (answer.ok) save(new Blob([await answer.arrayBuffer()], { type }), told ?? name);
  // As a browser shows what a server answers in place of a file.
  else alert(readProblem(await answer.json()).detail);
}

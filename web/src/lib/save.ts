// Lets the browser save data of the studio or files of the server.
import { complain } from "./ui/toast";

export function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser reads the URL only after the click, so it is revoked later.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/**
 * For the click on a link: the server gives the file a name of its own, which would have priority over the link's.
 */
export async function saveAs(event: MouseEvent, name: string): Promise<void> {
  const { href } = event.currentTarget as HTMLAnchorElement;
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    const answer = await fetch(href);
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    saveBlob(await answer.blob(), name);
  } catch (error) {
    complain(error);
  }
}

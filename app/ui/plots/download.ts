// Hands the merchant a file.

/** Saves `text` as a file in the browser. */
export function saveText(name: string, text: string, type = 'text/csv;charset=utf-8'): void {
  // Excel reads UTF-8 only with this mark at the beginning.
  saveBlob(name, new Blob(['\ufeff', text], { type }));
}

/** The server has too many files in hand. */
export class TryLater extends Error {}

/**
 * Saves what `url` answers. A plain link would reach the server without App Bridge's session token;
 * fetch carries it. Throws TryLater if the server makes too many files already, another
 * Error if it refuses.
 */
export async function saveFrom(url: string, name: string): Promise<void> {
  const response = await fetch(url);
  if (response.status === 503) {
    throw new TryLater('Other files are being saved at the moment. Try again in a minute.');
  }
  if (!response.ok) throw new Error(`the file could not be made (${response.status})`);
  saveBlob(name, await response.blob());
}

function saveBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // Browsers read the blob after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Saves a text as a file, without a server. */

export function downloadText(fileName: string, text: string, mediaType: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${mediaType};charset=utf-8` }));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = fileName;
  anchor.click();
  // The browser reads the address after the click; a second is ample and frees the text.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

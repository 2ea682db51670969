/** Saves a text or bytes as a file, without a server. */

export function downloadText(fileName: string, text: string, mediaType: string): void {
  download(fileName, new Blob([text], { type: `${mediaType};charset=utf-8` }));
}

export function downloadBytes(fileName: string, bytes: Uint8Array<ArrayBuffer>): void {
  download(fileName, new Blob([bytes], { type: "application/octet-stream" }));
}

function download(fileName: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = fileName;
  anchor.click();
  // The browser reads the address after the click; a second is ample and frees the memory.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** Parts of a file's path inside the opened folder; "/" between them. */

/** Directory names from the outside in; empty for a file at the top. */
export function directoriesOf(path: string): readonly string[] {
  return path.split("/").slice(0, -1);
}

export function directoryOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Lower-case extension without the dot; empty without one. */
export function extensionOf(path: string): string {
  const name = fileNameOf(path);
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? "" : name.slice(dot + 1).toLowerCase();
}

/** The path without its extension. */
export function stemOf(path: string): string {
  const extension = extensionOf(path);
  return extension === "" ? path : path.slice(0, -extension.length - 1);
}

/** Equal for two spellings of one name: file systems differ in how they compose accents. For comparing only, never for showing. */
export function sameNameKey(name: string): string {
  return name.normalize("NFC");
}

/** Models that are removed or listed while another tab works on them. */

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fakeOriginFiles } from "./fake-origin-files.ts";
import { modelDirectory, removeModel, storedManifests, writeManifest } from "./model-store.ts";

const REF = { id: "o/m", revision: "1", dtype: "fp32" } as const;
let root: ReturnType<typeof fakeOriginFiles>["root"];

beforeEach(async () => {
  const files = fakeOriginFiles();
  ({ root } = files);
  for (const [name, value] of Object.entries(files.globals)) vi.stubGlobal(name, value);
  const directory = await modelDirectory(REF.id, REF.revision, true);
  if (directory === null) throw new TypeError("no directory");
  await writeManifest(directory, { id: REF.id, revision: REF.revision, plans: [], whole: [] });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

async function directoryOfModel() {
  return (await root.getDirectoryHandle("models")).getDirectoryHandle("o%2Fm");
}

it("a model that another tab downloads is called in use, and one that it has removed is removed", async () => {
  const model = await directoryOfModel();
  for (const [name, outcome] of [
    ["NoModificationAllowedError", "storage/in-use"],
    ["InvalidStateError", "storage/unavailable"],
  ] as const) {
    model.removeEntry = () => Promise.reject(new DOMException("refused", name));
    await expect(removeModel(REF)).rejects.toMatchObject({ code: outcome });
  }
  model.removeEntry = () => Promise.reject(new DOMException("gone", "NotFoundError"));
  await expect(removeModel(REF)).resolves.toBeUndefined();
});

it("a model whose list another tab writes just now is left out, and the others are listed", async () => {
  const directory = await modelDirectory("o/other", "1", true);
  if (directory === null) throw new TypeError("no directory");
  const other = { id: "o/other", revision: "1", plans: [], whole: [] };
  await writeManifest(directory, other);
  const revision = await (await directoryOfModel()).getDirectoryHandle(REF.revision);
  const file = await revision.getFileHandle("manifest.json");
  const changed = new Blob([]);
  changed.text = () => Promise.reject(new DOMException("changed", "NotReadableError"));
  file.getFile = () => Promise.resolve(changed);
  expect(await storedManifests()).toEqual([other]);
});

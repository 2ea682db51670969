/** A folder of models in the hub's layout, as somebody copied it: which models it holds, and under which names. */

import { StudioError } from "../../errors.ts";
import { modelIdOf } from "./hub-listing.ts";

/** Owner of a model whose folder stands alone. */
const NO_OWNER = "local";
const CONFIG = "config.json";

export interface FolderModel<Content> {
  readonly id: string;
  /** By path below the model, "onnx/model.onnx". */
  readonly files: ReadonlyMap<string, Content>;
}

/**
 * Every folder that holds a config.json and something in onnx/ is a model: its name is the folder's, its owner the folder's above it.
 *
 * @param files by path, with the picked folder's own name first where the browser gives it
 * @throws StudioError models/bad-folder where there is none
 */
export function modelsInFolder<Content>(
  files: ReadonlyMap<string, Content>,
): readonly FolderModel<Content>[] {
  const paths = [...files.keys()];
  const models = paths
    .filter((path) => path === CONFIG || path.endsWith(`/${CONFIG}`))
    .map((path) => path.slice(0, -CONFIG.length))
    .filter((root) => paths.some((path) => path.startsWith(`${root}onnx/`)))
    .flatMap((root) => {
      const id = idOf(root);
      const own = [...files].filter(([path]) => path.startsWith(root));
      return id === null
        ? []
        : [{ id, files: new Map(own.map(([path, file]) => [path.slice(root.length), file])) }];
    });
  if (models.length > 0) return models;
  const text = "No folder in it holds a config.json and a folder onnx beside it.";
  throw new StudioError("models/bad-folder", text);
}

function idOf(root: string): string | null {
  const names = root.split("/").filter((name) => name !== "");
  const name = names.at(-1) ?? "model";
  return modelIdOf(`${names.at(-2) ?? NO_OWNER}/${name}`);
}

/** The licence in the head of a model card (README.md), between lines of three dashes; null where it gives none. */
export function cardLicence(card: string): string | null {
  const head = /^---\r?\n([\s\S]*?)\r?\n---/u.exec(card)?.[1] ?? "";
  return /^license: *["']?([\w.-]+)/mu.exec(head)?.[1] ?? null;
}

/** The hub's answer to /api/models/{id}/revision/{revision}?blobs=true. */

import { StudioError } from "../../errors.ts";
import type { HubFile, HubListing } from "./hub-model.ts";
import { fieldsOf, listIn, numberIn, textIn, type Fields } from "./json-fields.ts";

/** "owner/name" of letters, digits, dot, dash and underscore, none of them only dots. */
const MODEL_ID = /^(?!\.+\/)[\w.-]+\/(?!\.+$)[\w.-]+$/u;
/** 40 hex digits, or a branch without a slash. */
const REVISION = /^[\w.-]{1,100}$/u;

/** @returns the id without the hub's address and spaces around it, or null for what is no id */
export function modelIdOf(typed: string): string | null {
  const id = typed.trim().replace(/^https?:\/\/[^/]+\//u, "");
  return MODEL_ID.test(id) ? id : null;
}

/** @throws StudioError models/wrong-file when it is no such answer */
export function readHubListing(id: string, answer: unknown): HubListing {
  const fields = fieldsOf(answer);
  const revision = textIn(fields, "sha");
  if (revision === null || !REVISION.test(revision) || !Array.isArray(fields["siblings"])) {
    const text = `The hub's list of the files of ${id} cannot be read.`;
    throw new StudioError("models/wrong-file", text, { id });
  }
  return {
    id,
    revision,
    licence: textIn(fieldsOf(fields["cardData"]), "license"),
    files: listIn(fields, "siblings").flatMap((entry) => fileOf(fieldsOf(entry)) ?? []),
  };
}

/** Null for what cannot be stored by its name: a path that leads out of the model, or a file without a size. */
function fileOf(fields: Fields): HubFile | null {
  const path = textIn(fields, "rfilename");
  const lfs = fieldsOf(fields["lfs"]);
  const bytes = numberIn(lfs, "size") ?? numberIn(fields, "size");
  if (path === null || bytes === null || !Number.isInteger(bytes) || bytes < 0) return null;
  const parts = path.split("/");
  if (parts.some((part) => part === "" || part === "." || part === "..")) return null;
  const sha256 = textIn(lfs, "sha256");
  if (sha256 !== null && /^[0-9a-f]{64}$/u.test(sha256)) return { path, bytes, sha256 };
  // That of a file in large-file storage is of a pointer to it.
  const blob = "lfs" in fields ? null : textIn(fields, "blobId");
  const gitSha1 = blob !== null && /^[0-9a-f]{40}$/u.test(blob) ? { gitSha1: blob } : {};
  return { path, bytes, sha256: null, ...gitSha1 };
}

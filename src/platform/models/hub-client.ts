/** Requests to a model hub, with a code for each way in which they fail. Nothing else of the page talks to another host. */

import { StudioError } from "../../errors.ts";
import { readHubListing } from "../../pipeline/models/hub-listing.ts";
import type { HubFile, HubListing } from "../../pipeline/models/hub-model.ts";
import { modelFacts, type ModelFacts } from "../../pipeline/models/model-plan.ts";
import { sha256Hex } from "../storage/sha256-hex.ts";

/** A hub that asks for more patience than this is reported instead. */
const LONGEST_WAIT_SECONDS = 5;
/** Files by which a mirror without an API is searched; formats that only few models have are not looked for. */
const MIRRORED = {
  documents: [
    "config.json",
    "preprocessor_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "generation_config.json",
    "special_tokens_map.json",
    "processor_config.json",
    "chat_template.json",
    "chat_template.jinja",
  ],
  graphs: [
    "model",
    "vision_model",
    "text_model",
    "encoder_model",
    "decoder_model_merged",
    "vision_encoder",
    "embed_tokens",
  ].flatMap((graph) => ["", "_fp16", "_quantized"].map((suffix) => `onnx/${graph}${suffix}.onnx`)),
} as const;

/** All that a mirror without an API can be asked for. */
const BRANCH = "main";
const MIRROR_REVISION = `${BRANCH}-`;

export function fileAddress(hub: string, id: string, revision: string, path: string): string {
  const asked = revision.startsWith(MIRROR_REVISION) ? BRANCH : revision;
  return `${hub}/${id}/resolve/${asked}/${path}`;
}

/** What the hub, or a mirror, says of a model. @throws StudioError models/* */
export async function askHub(
  hub: string,
  id: string,
): Promise<{ readonly listing: HubListing; readonly facts: ModelFacts }> {
  const listing = await fetchListing(hub, id);
  const config = await fetchJson(hub, id, listing.revision, "config.json");
  return { listing, facts: modelFacts(id, config) };
}

/**
 * The files of a model at its newest revision: by the hub's API, or from a mirror without one by asking for each file that it may have.
 *
 * @throws StudioError models/*
 */
async function fetchListing(hub: string, id: string): Promise<HubListing> {
  try {
    const response = await hubFetch(`${hub}/api/models/${id}/revision/${BRANCH}?blobs=true`);
    return readHubListing(id, await jsonOf(response, id));
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== "models/not-found") throw error;
    return listMirror(hub, id, error);
  }
}

/** @throws StudioError models/* */
async function fetchJson(
  hub: string,
  id: string,
  revision: string,
  path: string,
): Promise<unknown> {
  const response = await hubFetch(fileAddress(hub, id, revision, path));
  return jsonOf(response, `${id}/${path}`);
}

/**
 * Files under other versions have another revision, so that they are never mixed with stored ones, nor their vectors with stored vectors.
 *
 * @throws `missing` when the mirror has no config.json either
 */
async function listMirror(hub: string, id: string, missing: StudioError): Promise<HubListing> {
  const ask = (path: string): Promise<HubFile | null> =>
    askFile(fileAddress(hub, id, BRANCH, path), path);
  const config = await ask("config.json");
  if (config === null) throw missing;
  const others = await Promise.all([...MIRRORED.documents.slice(1), ...MIRRORED.graphs].map(ask));
  const files = [config, ...others].filter((file) => file !== null);
  const versions = files.map(({ path, bytes, version }) => [path, bytes, version]);
  const digest = await sha256Hex(new TextEncoder().encode(JSON.stringify(versions)));
  return { id, revision: `${MIRROR_REVISION}${digest.slice(0, 32)}`, licence: null, files };
}

/** The file as a mirror has it now; null where there is none, or its size is not told. @throws StudioError models/* */
export async function askFile(address: string, path: string): Promise<HubFile | null> {
  try {
    // Who asks for a range, even the whole one, gets the file as it is (Fetch: "Accept-Encoding: identity"); else the length may be that
    // of a compressed answer, and other hosts need not say that it is one.
    const init = { method: "HEAD", cache: "no-store", headers: { Range: "bytes=0-" } } as const;
    const { headers } = await hubFetch(address, init);
    const isEncoded = (headers.get("Content-Encoding") ?? "identity") !== "identity";
    const bytes = isEncoded ? Number.NaN : Number(headers.get("Content-Length"));
    const version = headers.get("ETag") ?? headers.get("Last-Modified");
    if (!Number.isInteger(bytes) || bytes <= 0) return null;
    return { path, bytes, sha256: null, ...(version === null ? {} : { version }) };
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    // Of an empty file no range can be had (416).
    if (error.code === "models/not-found" || error.details["status"] === 416) return null;
    throw error;
  }
}

async function jsonOf(response: Response, name: string): Promise<unknown> {
  try {
    const value: unknown = await response.json();
    return value;
  } catch (error) {
    const text = `${name} is no JSON; the network may ask for a sign-in of its own.`;
    throw new StudioError("models/wrong-file", text, { path: name }, error);
  }
}

/**
 * One request; a hub that is busy is asked once more after the time that it names.
 *
 * @throws StudioError models/*
 */
export async function hubFetch(address: string, init: RequestInit = {}): Promise<Response> {
  const response = await reach(address, init);
  if (response.status !== 429 && response.status < 500) return accepted(response, address);
  const seconds = Number(response.headers.get("Retry-After") ?? 1);
  if (!(seconds <= LONGEST_WAIT_SECONDS)) return accepted(response, address);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return accepted(await reach(address, init), address);
}

async function reach(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { ...init, credentials: "omit" });
  } catch (error) {
    throw await whyUnreachable(address, error);
  }
}

/** fetch gives no reason. A host that answers a request which asks for no permission is there, and refuses pages of other sites. */
async function whyUnreachable(address: string, error: unknown): Promise<StudioError> {
  const { host } = new URL(address);
  const answers = await fetch(address, { mode: "no-cors", method: "HEAD" }).then(
    () => true,
    () => false,
  );
  return answers
    ? new StudioError(
        "models/blocked",
        `${host} does not let other sites read ${address}.`,
        { host },
        error,
      )
    : new StudioError("models/offline", `${host} cannot be reached.`, { host }, error);
}

function accepted(response: Response, address: string): Response {
  if (response.ok) return response;
  const { status } = response;
  const { host } = new URL(address);
  const text = `${host} answered ${status} to ${address}.`;
  if (status === 401 || status === 403) {
    throw new StudioError("models/sign-in-needed", text, { host, status });
  }
  if (status === 404) throw new StudioError("models/not-found", text, { host, status });
  throw new StudioError("models/hub-failed", text, { host, status });
}

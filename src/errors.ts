/** The errors a visitor can act on, their codes, and the form in which they cross a worker boundary. */

/** Every expected failure. The prefix is the stage (or ring) it belongs to; views/controls/error-notice.tsx holds a sentence and a next step for each. */
export type StudioErrorCode =
  | "dataset/empty-folder"
  | "dataset/no-images"
  | "dataset/no-labels"
  | "dataset/single-class"
  | "dataset/classes-too-small"
  | "dataset/no-validation"
  | "dataset/unreadable-image"
  | "dataset/unsupported-format"
  | "dataset/not-an-image"
  | "dataset/empty-file"
  | "dataset/bad-labels-table"
  | "dataset/folder-changed"
  | "dataset/folder-needed"
  | "dataset/permission-denied"
  | "captions/model-unavailable"
  | "captions/bad-file"
  | "captions/no-class-texts"
  | "captions/browser-model-unavailable"
  | "embeddings/model-unavailable"
  | "models/offline"
  | "models/blocked"
  | "models/sign-in-needed"
  | "models/not-found"
  | "models/bad-name"
  | "models/bad-folder"
  | "models/hub-failed"
  | "models/interrupted"
  | "models/wrong-file"
  | "models/unsupported"
  | "models/dtype-unsupported"
  | "models/not-stored"
  | "models/cannot-load"
  | "models/folder-needed"
  | "embeddings/self-check-failed"
  | "embeddings/dimension-mismatch"
  | "embeddings/unreadable-file"
  | "embeddings/row-mismatch"
  | "graph/too-many-nodes"
  | "graph/no-training-nodes"
  | "training/diverged"
  | "platform/webgpu-unavailable"
  | "platform/device-lost"
  | "platform/insecure-context"
  | "platform/worker-crashed"
  | "platform/file-unavailable"
  | "platform/internal"
  | "storage/quota-exceeded"
  | "storage/unavailable"
  | "storage/in-use"
  | "storage/sample-unavailable"
  | "storage/bad-ledger-file"
  | "storage/other-data"
  | "storage/run-missing";

/** Plain values that fill the sentence shown for a code, such as a path or an epoch. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean>>;

export class StudioError extends Error {
  readonly code: StudioErrorCode;
  readonly details: ErrorDetails;

  constructor(code: StudioErrorCode, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "StudioError";
    this.code = code;
    this.details = details;
  }
}

/** What postMessage carries: classes do not survive structured cloning with their prototype, codes do. */
export interface WireError {
  readonly code: StudioErrorCode;
  readonly message: string;
  readonly details: ErrorDetails;
}

/** An unexpected throw becomes `platform/internal`, so that the caller never waits for ever and the text is kept. */
export function toWireError(error: unknown): WireError {
  if (error instanceof StudioError) {
    return { code: error.code, message: error.message, details: error.details };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: "platform/internal", message, details: {} };
}

export function fromWireError(wire: WireError): StudioError {
  return new StudioError(wire.code, wire.message, wire.details);
}

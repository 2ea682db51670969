/** What this page keeps in the browser, with its sizes, and how it is deleted. */

import { isLocal } from "../../pipeline/models/hub-model.ts";
import type { StorageUsage, StoredModel } from "../../studio/model-ports.ts";
import { ErrorNotice } from "../controls/error-notice.tsx";
import { byteSize } from "../format/bytes.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import { useModelTitle } from "./captioner-options.ts";

const KINDS = [
  ["captions", "Captions"],
  ["embeddings", "Embeddings"],
  ["thumbnails", "Thumbnails"],
] as const;

export function StoredModels() {
  const stored = useStudio((state) => state.models.stored);
  const usage = useStudio((state) => state.models.usage);
  const failure = useStudio((state) => state.models.storageError);
  if (failure !== null) return <ErrorNotice error={failure} />;
  if (stored === null || usage === null) return <p>Reading storage…</p>;
  return <StorageTable stored={stored} usage={usage} />;
}

interface StorageTableProps {
  readonly stored: readonly StoredModel[];
  readonly usage: StorageUsage;
}

function StorageTable({ stored, usage }: StorageTableProps) {
  const downloading = useStudio(({ models: { download } }) =>
    download?.status === "running" ? download.plan.ref.id : null,
  );
  const commands = useCommands();
  const modelTitle = useModelTitle();
  return (
    <>
      <div className="sideways" role="region" aria-label="Stored in this browser" tabIndex={0}>
        <table className="data-table words-table">
          <caption>
            {usage.quota === null ? "" : `The browser allows ${byteSize(usage.quota)} in all. `}
            {usage.persisted
              ? "It has promised to keep this."
              : "It may delete this when space runs short."}
          </caption>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Size</th>
              <th scope="col">Licence</th>
              <th scope="col">
                <span className="visually-hidden">Delete</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {stored.map((model) => (
              <Row
                key={`${model.ref.id} ${model.ref.revision} ${model.ref.dtype}`}
                title={`${modelTitle(model)}${wholeness(model)}`}
                bytes={model.bytes}
                licence={model.licence ?? "not given"}
                // Its files are being written.
                canDelete={model.ref.id !== downloading}
                onDelete={() => void commands.removeModel(model.ref)}
              />
            ))}
            {KINDS.map(([kind, title]) => (
              <Row
                key={kind}
                title={title}
                bytes={usage[kind]}
                licence="–"
                onDelete={() => void commands.clearStored(kind)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {usage.persisted ? null : (
        <button type="button" className="button" onClick={() => void commands.keepStorage()}>
          Ask the browser to keep it
        </button>
      )}
    </>
  );
}

/** A look-up goes on with what a hub has; no hub has the files of a folder. */
function wholeness({ complete, ref }: StoredModel): string {
  if (complete) return "";
  return isLocal(ref) ? " (not whole; pick its folder again)" : " (not whole)";
}

interface RowProps {
  readonly title: string;
  readonly bytes: number;
  readonly licence: string;
  readonly canDelete?: boolean;
  readonly onDelete: () => void;
}

function Row({ title, bytes, licence, canDelete = true, onDelete }: RowProps) {
  return (
    <tr>
      <th scope="row">
        <bdi>{title}</bdi>
      </th>
      <td>{byteSize(bytes)}</td>
      <td>{licence}</td>
      <td>
        <button
          type="button"
          className="button"
          aria-label={`Delete ${title}`}
          disabled={bytes === 0 || !canDelete}
          onClick={onDelete}
        >
          Delete
        </button>
      </td>
    </tr>
  );
}

/** Find and replace, with a preview of every text that would change. */

import { useMemo, useState } from "react";
import { VList } from "virtua";
import {
  replacements,
  type Replacement,
  type ReplaceQuery,
} from "../../pipeline/captions/find-replace.ts";
import type { TextRow } from "../../studio/selectors/text-rows.ts";
import { Dialog } from "../controls/dialog.tsx";
import { SwitchField } from "../controls/switch-field.tsx";
import { countOf } from "../format/count.ts";
import { useCommands } from "../studio-context.tsx";
import { ReplaceField } from "./replace-field.tsx";

/** What a dialog works on. */
export interface TextTarget {
  readonly examples: readonly number[];
  /** "12 texts selected" */
  readonly words: string;
}

interface ReplaceDialogProps {
  readonly rows: readonly TextRow[];
  readonly target: TextTarget;
  readonly onClose: () => void;
}

const NOTHING: ReplaceQuery = { find: "", replace: "", matchCase: false, wholeWords: false };

export function ReplaceDialog({ rows, target, onClose }: ReplaceDialogProps) {
  const { replaceInCaptions } = useCommands();
  const [query, setQuery] = useState(NOTHING);
  const found = useMemo(() => {
    const texts = rows.map(({ caption, text }) => (caption === null ? null : text));
    return replacements(texts, target.examples, query);
  }, [rows, target.examples, query]);
  const places = found.reduce((sum, { matches }) => sum + matches, 0);
  const change = (patch: Partial<ReplaceQuery>): void => setQuery({ ...query, ...patch });
  const what = `${countOf(places, "place")} in ${countOf(found.length, "text")}`;
  return (
    <Dialog title="Find and replace" wide onClose={onClose}>
      <div className="replace-fields">
        <ReplaceField label="Find" value={query.find} onChange={(find) => change({ find })} />
        <ReplaceField
          label="Replace with"
          value={query.replace}
          onChange={(replace) => change({ replace })}
        />
        <SwitchField
          label="Match case"
          checked={query.matchCase}
          onCommit={(matchCase) => change({ matchCase })}
        />
        <SwitchField
          label="Whole words"
          checked={query.wholeWords}
          onCommit={(wholeWords) => change({ wholeWords })}
        />
      </div>
      <p role="status">
        {query.find === "" ? `Looks in the ${target.words}.` : `${what}, of ${target.words}.`}
      </p>
      {found.length === 0 ? null : <Preview rows={rows} found={found} />}
      <div className="dialog-actions">
        <button
          type="button"
          className="button button-primary"
          disabled={found.length === 0}
          onClick={() => {
            replaceInCaptions(found);
            onClose();
          }}
        >
          {found.length === 0 ? "Replace" : `Replace ${what}`}
        </button>
      </div>
    </Dialog>
  );
}

interface PreviewProps {
  readonly rows: readonly TextRow[];
  readonly found: readonly Replacement[];
}

function Preview({ rows, found }: PreviewProps) {
  return (
    <div className="replace-preview">
      <VList data={found} role="region" aria-label="Preview" tabIndex={0}>
        {({ example, before, after }) => (
          <div key={example} className="replace-row">
            <bdi className="hint">{rows[example]?.path}</bdi>
            <p>
              <del>{before}</del>
            </p>
            <p>
              <ins>{after}</ins>
            </p>
          </div>
        )}
      </VList>
    </div>
  );
}

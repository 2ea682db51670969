/** What the page is, how to read it, and its keys. */

import { Dialog } from "../controls/dialog.tsx";
import { SwitchField } from "../controls/switch-field.tsx";
import { AXIS_KEYS, PAGE_KEYS, type KeyRow } from "../page-keys.ts";

interface HelpDialogProps {
  readonly singleKeys: boolean;
  readonly onSingleKeys: (on: boolean) => void;
  readonly onClose: () => void;
}

export function HelpDialog({ singleKeys, onSingleKeys, onClose }: HelpDialogProps) {
  return (
    <Dialog title="Help" onClose={onClose}>
      <p>
        The studio goes from a folder of images to accuracy against the similarity threshold τ.
        Every image is one node, with the features of the image and of its caption. Two nodes are
        joined when their cosine similarity is above τ, and a small graph adapter is trained on what
        is joined. The three strips share one τ axis: accuracy, what the graph is like, and all pair
        similarities.
      </p>
      <p>
        Validation images choose τ; test accuracy stays covered until then. Everything is computed
        on this computer, and no image leaves it.
      </p>
      <h3>On the threshold axis</h3>
      <KeyTable rows={AXIS_KEYS} />
      <h3>Anywhere outside a field</h3>
      <KeyTable rows={PAGE_KEYS} />
      <SwitchField label="Single-key shortcuts" checked={singleKeys} onCommit={onSingleKeys} />
    </Dialog>
  );
}

function KeyTable({ rows }: { readonly rows: readonly KeyRow[] }) {
  return (
    <dl className="fact-list key-table">
      {rows.map(({ keys, does }) => (
        <div key={does}>
          <dt>
            {keys.map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  );
}

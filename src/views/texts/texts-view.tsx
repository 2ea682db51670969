/** The text workbench: every image's caption, what is odd about it, and the means to mend it. */

import { useMemo, useState, type KeyboardEvent } from "react";
import type { Dataset } from "../../pipeline/artifacts.ts";
import { selectDataset } from "../../studio/selectors/pools.ts";
import { selectTextRows } from "../../studio/selectors/text-rows.ts";
import { usePicked } from "../dataset/use-picked.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import { ComparisonView } from "./comparison-view.tsx";
import { TextActions } from "./text-actions.tsx";
import { TextFilters, type TextLayout } from "./text-filters.tsx";
import { TextGrid } from "./text-grid.tsx";
import { TextNotices } from "./text-notices.tsx";
import { TextTable } from "./text-table.tsx";
import { isShown, type TextFilter } from "./text-words.ts";
import "./texts.css";

export function TextsView() {
  const dataset = useStudio(selectDataset);
  const comparison = useStudio((state) => state.texts.comparison);
  const withoutTexts = useStudio(
    (state) =>
      selectDataset(state)?.layout === "feature-files" &&
      state.captions.captions.every((caption) => caption === null),
  );
  if (dataset === null) return <p className="empty-view">No images yet. Open or drop a folder.</p>;
  if (withoutTexts) return <p className="empty-view">These features came without texts.</p>;
  if (comparison !== null) return <ComparisonView dataset={dataset} comparison={comparison} />;
  return <Workbench dataset={dataset} />;
}

/** Fields undo what is typed in them, and a dialog is closed by Escape. */
function ownsItsKeys(target: EventTarget): boolean {
  return (
    target instanceof Element &&
    target.closest("dialog, textarea, input:not([type=checkbox])") !== null
  );
}

function Workbench({ dataset }: { readonly dataset: Dataset }) {
  const rows = useStudio(selectTextRows);
  const commands = useCommands();
  const [filter, setFilter] = useState<TextFilter>("all");
  const [layout, setLayout] = useState<TextLayout>("table");
  const shown = useMemo(() => rows.filter((row) => isShown(row, filter)), [rows, filter]);
  const examples = useMemo(() => shown.map(({ example }) => example), [shown]);
  const picked = usePicked(examples);
  // Their texts belong to vectors that came with them.
  const readOnly = dataset.layout === "feature-files";
  const onKeyDown = (event: KeyboardEvent): void => {
    if (ownsItsKeys(event.target)) return;
    if (event.key === "Escape") picked.clear();
    if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (event.shiftKey) commands.redoTexts();
    else commands.undoTexts();
  };
  const List = layout === "table" ? TextTable : TextGrid;
  return (
    <div className="workbench" onKeyDown={onKeyDown}>
      <div className="workbench-bar">
        <TextFilters
          rows={rows}
          shown={shown.length}
          filter={filter}
          onFilter={setFilter}
          layout={layout}
          onLayout={setLayout}
        />
        <TextActions rows={rows} shown={examples} picked={picked} readOnly={readOnly} />
        <TextNotices readOnly={readOnly} />
      </div>
      {shown.length === 0 ? (
        <p className="empty-view">No text is shown by this filter.</p>
      ) : (
        <List rows={shown} picked={picked} readOnly={readOnly} />
      )}
    </div>
  );
}

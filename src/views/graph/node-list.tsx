/** All nodes as a list: the way through the graph for keys and screen readers. Arrow keys move, Enter shows the neighbours. */

import { useEffect, useId, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import type { Dataset } from "../../pipeline/artifacts.ts";
import type { NodeMark } from "../../studio/selectors/node-marks.ts";
import { ClassMark } from "./class-mark.tsx";
import { classWords, fileName, predictionWords, roleWords } from "./example-words.ts";
import { listWindow, rowAfterKey, scrollToRow, type ListWindow } from "./list-window.ts";

interface NodeListProps {
  readonly marks: readonly NodeMark[];
  readonly dataset: Dataset;
  readonly chosen: number | null;
  /** The row that the keys are on, so that the graph can point at its node. */
  readonly onPoint: (example: number | null) => void;
  readonly onChoose: (example: number) => void;
}

const ROW_PX = 44;
/** Before the list was measured. */
const FIRST_HEIGHT_PX = 320;

export function NodeList(props: NodeListProps) {
  const { marks, dataset, chosen, onPoint, onChoose } = props;
  const id = useId();
  const { list, active, setActive, setScrollTop, rows, onKeyDown } = useListCursor(props);
  const inView = active >= rows.start && active < rows.end;
  return (
    <div
      ref={list}
      className="node-list"
      role="listbox"
      tabIndex={0}
      aria-label="Images in the graph"
      aria-activedescendant={inView ? `${id}-${active}` : undefined}
      onKeyDown={onKeyDown}
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      onFocus={() => onPoint(active)}
      onBlur={() => onPoint(null)}
    >
      <div style={{ height: marks.length * ROW_PX }} role="presentation">
        {marks.slice(rows.start, rows.end).map((mark) => (
          <NodeRow
            key={mark.example}
            id={`${id}-${mark.example}`}
            mark={mark}
            dataset={dataset}
            rows={marks.length}
            active={mark.example === active}
            chosen={mark.example === chosen}
            onClick={() => {
              setActive(mark.example);
              onChoose(mark.example);
            }}
          />
        ))}
      </div>
    </div>
  );
}

interface ListCursor {
  readonly list: RefObject<HTMLDivElement | null>;
  readonly active: number;
  readonly setActive: (row: number) => void;
  readonly setScrollTop: (pixels: number) => void;
  readonly rows: ListWindow;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** Focus stays on the list; the row that the keys are on is kept in view. */
function useListCursor({ marks, chosen, onPoint, onChoose }: NodeListProps): ListCursor {
  const list = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(chosen ?? 0);
  const [scrollTop, setScrollTop] = useState(Math.max(0, active - 2) * ROW_PX);
  const firstScrollTop = useRef(scrollTop);
  const [viewHeight, setViewHeight] = useState(FIRST_HEIGHT_PX);
  useEffect(() => {
    const height = list.current?.clientHeight ?? 0;
    if (height > 0) setViewHeight(height);
    if (list.current !== null) list.current.scrollTop = firstScrollTop.current;
    list.current?.focus({ preventScroll: true });
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const chooses = event.key === "Enter" || event.key === " ";
    const next = rowAfterKey(event.key, active, marks.length, Math.floor(viewHeight / ROW_PX));
    if (!chooses && next === null) return;
    event.preventDefault();
    if (chooses) onChoose(active);
    if (next === null) return;
    const top = scrollToRow(next, ROW_PX, scrollTop, viewHeight);
    if (list.current !== null) list.current.scrollTop = top;
    setScrollTop(top);
    setActive(next);
    onPoint(next);
  };
  const rows = listWindow(marks.length, ROW_PX, scrollTop, viewHeight);
  return { list, active, setActive, setScrollTop, rows, onKeyDown };
}

interface NodeRowProps {
  readonly id: string;
  readonly mark: NodeMark;
  readonly dataset: Dataset;
  readonly rows: number;
  readonly active: boolean;
  readonly chosen: boolean;
  readonly onClick: () => void;
}

function NodeRow({ id, mark, dataset, rows, active, chosen, onClick }: NodeRowProps) {
  const prediction = predictionWords(mark, dataset.classNames);
  const shown = mark.role === "test" ? mark.predictedClass : mark.ownClass;
  return (
    <div
      id={id}
      className={active ? "node-row node-row-active" : "node-row"}
      role="option"
      aria-selected={chosen}
      aria-posinset={mark.example + 1}
      aria-setsize={rows}
      style={{ top: mark.example * ROW_PX, height: ROW_PX }}
      onClick={onClick}
    >
      <ClassMark label={shown} hollow={mark.role === "test" || shown === null} />
      <span className="node-row-text">
        <bdi className="node-row-name">{fileName(dataset.examples[mark.example]?.path ?? "")}</bdi>
        <span className="node-row-words">
          {roleWords(mark)}: {classWords(mark, dataset.classNames)}
          {prediction === null ? "" : `; predicted ${prediction}`}
        </span>
      </span>
    </div>
  );
}

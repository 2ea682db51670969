/** All nodes as a list: the way through the graph for keys and screen readers. Arrow keys move, Enter shows the neighbours. */

import {
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type RefObject,
} from "react";
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
  const { dataset, chosen, onPoint, onChoose } = props;
  const id = useId();
  const byHash = useMemo(() => orderByHash(dataset), [dataset]);
  const marks = useMemo(() => rowsOf(props.marks, byHash), [props.marks, byHash]);
  const { list, active, setActive, setScrollTop, rows, onKeyDown } = useListCursor(props, marks);
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
      onFocus={() => onPoint(marks[active]?.example ?? null)}
      onBlur={() => onPoint(null)}
    >
      <div style={{ height: marks.length * ROW_PX }} role="presentation">
        {marks.slice(rows.start, rows.end).map((mark, i) => (
          <NodeRow
            key={mark.example}
            id={`${id}-${rows.start + i}`}
            mark={mark}
            row={rows.start + i}
            dataset={dataset}
            rows={marks.length}
            active={rows.start + i === active}
            chosen={mark.example === chosen}
            onClick={() => {
              setActive(rows.start + i);
              onPoint(mark.example);
              onChoose(mark.example);
            }}
          />
        ))}
      </div>
    </div>
  );
}

/**
 * Path order, in which a class stands together, would give the class of a covered test image away by its neighbours; those come last, in
 * the order of their contents' hashes.
 */
function rowsOf(marks: readonly NodeMark[], byHash: readonly number[]): readonly NodeMark[] {
  const covered = byHash.flatMap((example) => {
    const mark = marks[example];
    return mark?.covered ? [mark] : [];
  });
  return [...marks.filter((mark) => !mark.covered), ...covered];
}

function orderByHash({ examples }: Dataset): readonly number[] {
  const hash = (example: number): string => examples[example]?.contentHash ?? "";
  return [...examples.keys()].sort((a, b) => (hash(a) < hash(b) ? -1 : 1));
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
function useListCursor(
  { chosen, onPoint, onChoose }: NodeListProps,
  marks: readonly NodeMark[],
): ListCursor {
  const list = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(() =>
    Math.max(
      0,
      marks.findIndex(({ example }) => example === chosen),
    ),
  );
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
    const pointed = marks[active]?.example;
    if (chooses && pointed !== undefined) onChoose(pointed);
    if (next === null) return;
    const top = scrollToRow(next, ROW_PX, scrollTop, viewHeight);
    if (list.current !== null) list.current.scrollTop = top;
    setScrollTop(top);
    setActive(next);
    onPoint(marks[next]?.example ?? null);
  };
  const rows = listWindow(marks.length, ROW_PX, scrollTop, viewHeight);
  return { list, active, setActive, setScrollTop, rows, onKeyDown };
}

interface NodeRowProps {
  readonly id: string;
  readonly mark: NodeMark;
  readonly row: number;
  readonly dataset: Dataset;
  readonly rows: number;
  readonly active: boolean;
  readonly chosen: boolean;
  readonly onClick: () => void;
}

function NodeRow({ id, mark, row, dataset, rows, active, chosen, onClick }: NodeRowProps) {
  const prediction = predictionWords(mark, dataset.classNames);
  const shown = mark.role === "test" ? mark.predictedClass : mark.ownClass;
  return (
    <div
      id={id}
      className={active ? "node-row node-row-active" : "node-row"}
      role="option"
      aria-selected={chosen}
      aria-posinset={row + 1}
      aria-setsize={rows}
      style={{ top: row * ROW_PX, height: ROW_PX }}
      onClick={onClick}
    >
      <ClassMark label={shown} hollow={mark.role === "test" || shown === null} />
      <span className="node-row-text">
        <bdi className="node-row-name">
          {mark.covered ? `image ${row + 1}` : fileName(dataset.examples[mark.example]?.path ?? "")}
        </bdi>
        <span className="node-row-words">
          {roleWords(mark)}: {classWords(mark, dataset.classNames)}
          {prediction === null ? "" : `; predicted ${prediction}`}
        </span>
      </span>
    </div>
  );
}

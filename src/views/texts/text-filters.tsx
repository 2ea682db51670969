/** Which texts are shown, and how. */

import type { TextRow } from "../../studio/selectors/text-rows.ts";
import { NumberField } from "../controls/number-field.tsx";
import { SelectField } from "../controls/select-field.tsx";
import { countOf } from "../format/count.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import { filterOptions, type TextFilter } from "./text-words.ts";
import { useBusy } from "./use-busy.ts";

const LAYOUTS = ["table", "grid"] as const;
export type TextLayout = (typeof LAYOUTS)[number];

/** Of a length that a visitor may call too long. */
const LONGEST_RANGE = { min: 1, max: 1000 };

interface TextFiltersProps {
  readonly rows: readonly TextRow[];
  readonly shown: number;
  readonly filter: TextFilter;
  readonly onFilter: (filter: TextFilter) => void;
  readonly layout: TextLayout;
  readonly onLayout: (layout: TextLayout) => void;
}

export function TextFilters(props: TextFiltersProps) {
  const { rows, shown, filter, onFilter, layout, onLayout } = props;
  return (
    <div className="workbench-filters" role="group" aria-label="Filter">
      <SelectField label="Show" value={filter} options={filterOptions(rows)} onCommit={onFilter} />
      <SelectField
        label="As"
        value={layout}
        options={LAYOUTS.map((value) => ({ value, label: value }))}
        onCommit={onLayout}
      />
      {filter === "too-long" ? <LongestField /> : null}
      {filter === "differs" ? <MeasureButton /> : null}
      <p className="image-total">
        {countOf(shown, "text")}
        {filter === "names-class" && rows.some(({ covered }) => covered)
          ? ", test covered until the reveal"
          : ""}
      </p>
    </div>
  );
}

function LongestField() {
  const longest = useStudio((state) => state.texts.longestText);
  const { setLongestText } = useCommands();
  return (
    <NumberField
      label="Longest text (words and marks)"
      value={longest}
      {...LONGEST_RANGE}
      step={1}
      onCommit={setLongestText}
    />
  );
}

function MeasureButton() {
  const measured = useStudio((state) => state.texts.agreement !== null);
  const ready = useStudio((state) => state.embeddings.run.status === "ready");
  const busy = useBusy();
  const { measureTextAgreement } = useCommands();
  return (
    <>
      <button
        type="button"
        className="button"
        disabled={!ready || busy}
        onClick={() => void measureTextAgreement()}
      >
        {measured ? "Compare again" : "Compare with similar images"}
      </button>
      <p className="hint">
        {ready
          ? "Texts unlike those of the five images that look most like their own, by the present vectors."
          : "Needs vectors: press Run first."}
      </p>
    </>
  );
}

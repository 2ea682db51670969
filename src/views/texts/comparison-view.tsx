/** Two captioners side by side: their texts, and how far these tell the classes apart. */

import { VList } from "virtua";
import type { Dataset } from "../../pipeline/artifacts.ts";
import type { CaptionerComparison, ComparedCaptions } from "../../studio/slices/texts.ts";
import { Thumbnail } from "../controls/thumbnail.tsx";
import { countOf } from "../format/count.ts";
import { useCommands } from "../studio-context.tsx";
import { TextNotices } from "./text-notices.tsx";

interface ComparisonViewProps {
  readonly dataset: Dataset;
  readonly comparison: CaptionerComparison;
}

const SIDES = ["first", "second"] as const;

export function ComparisonView({ dataset, comparison }: ComparisonViewProps) {
  const { examples, first, second } = comparison;
  const { takeCompared, closeComparison } = useCommands();
  return (
    <div className="workbench">
      <div className="workbench-bar">
        <SeparationTable comparison={comparison} />
        <div className="button-row">
          {SIDES.map((side) => (
            <button key={side} type="button" className="button" onClick={() => takeCompared(side)}>
              Use {side === "first" ? "first" : "second"}: {comparison[side].name}
            </button>
          ))}
          <button type="button" className="button" onClick={closeComparison}>
            Close comparison
          </button>
        </div>
        <TextNotices readOnly={false} />
      </div>
      <div className="text-table" role="table" aria-label="Texts of both captioners">
        <div className="text-heads" role="rowgroup">
          <div className="compared-row text-head" role="row">
            <span role="columnheader">Image</span>
            <span role="columnheader">{first.name}</span>
            <span role="columnheader">{second.name}</span>
          </div>
        </div>
        <VList className="text-rows" data={examples} role="rowgroup" tabIndex={0}>
          {(example, place) => (
            <div key={example} className="compared-row" role="row">
              <span role="cell" className="text-picture">
                <Thumbnail example={example} alt={dataset.examples[example]?.path ?? ""} />
              </span>
              {SIDES.map((side) => (
                <span key={side} role="cell">
                  <bdi>{comparison[side].captions[place]?.text}</bdi>
                </span>
              ))}
            </div>
          )}
        </VList>
      </div>
    </div>
  );
}

function SeparationTable({ comparison }: { readonly comparison: CaptionerComparison }) {
  const { textEncoder, first } = comparison;
  return (
    <table className="data-table">
      <caption>
        Mean cosine of the text vectors ({textEncoder}) over pairs among{" "}
        {countOf(first.separation.examples, "training and validation image")}. No label of a test
        image takes part.
      </caption>
      <thead>
        <tr>
          <th scope="col">Texts</th>
          <th scope="col">Same class</th>
          <th scope="col">Cross class</th>
          <th scope="col">Difference</th>
        </tr>
      </thead>
      <tbody>
        {SIDES.map((side) => (
          <SeparationRow key={side} side={comparison[side]} />
        ))}
      </tbody>
    </table>
  );
}

const COSINE = new Intl.NumberFormat("en", { minimumFractionDigits: 3, maximumFractionDigits: 3 });

function SeparationRow({ side }: { readonly side: ComparedCaptions }) {
  const { sameClass, crossClass } = side.separation;
  const words = (value: number | null): string =>
    value === null ? "no pair" : COSINE.format(value);
  const difference = sameClass === null || crossClass === null ? null : sameClass - crossClass;
  return (
    <tr>
      <th scope="row">{side.name}</th>
      <td>{words(sameClass)}</td>
      <td>{words(crossClass)}</td>
      <td>{words(difference)}</td>
    </tr>
  );
}

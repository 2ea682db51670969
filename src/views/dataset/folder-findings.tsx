/** What was found in an opened folder, and what Run will do with it. */

import type { Dataset } from "../../pipeline/artifacts.ts";
import { selectTrainingObstacle } from "../../studio/selectors/pools.ts";
import type { FolderReading } from "../../studio/slices/dataset.ts";
import { FactList } from "../controls/fact-list.tsx";
import { SelectField } from "../controls/select-field.tsx";
import { PanelSection } from "../controls/stage-panel.tsx";
import { count, countOf } from "../format/count.ts";
import { shortList } from "../format/sentence-list.ts";
import { RunButton } from "../header/run-button.tsx";
import { useCommands, useStudio } from "../studio-context.tsx";
import { LAYOUT_WORDS } from "./layout-words.ts";
import { MARK_WORDS, markCounts } from "./example-marks.ts";
import { useExampleMarks } from "./use-example-marks.ts";
import { OBSTACLE_WORDS } from "./obstacle-words.ts";
import { PlannedModels } from "./planned-models.tsx";

const FINDINGS_TITLES = {
  folder: "Found in this folder",
  sample: "In this sample",
  features: "In these files",
} as const;

interface FolderFindingsProps {
  readonly dataset: Dataset;
}

export function FolderFindings({ dataset }: FolderFindingsProps) {
  const reading = useStudio((state) => state.dataset.reading);
  const origin = useStudio((state) => state.dataset.origin);
  const isFolder = origin?.kind === "folder";
  const isDrawings = origin?.kind === "sample" && origin.name !== "synthetic";
  const obstacle = useStudio(selectTrainingObstacle);
  const { examples, classNames, problems } = dataset;
  const skipped = problems.filter((problem) => problem.skipped).length;
  return (
    <PanelSection title={FINDINGS_TITLES[origin?.kind ?? "sample"]}>
      <p>
        {countOf(examples.length, dataset.layout === "feature-files" ? "row" : "image")}
        {classNames.length === 0
          ? " without labels"
          : ` in ${countOf(classNames.length, "class", "classes")}`}
        {skipped === 0 ? "" : `, ${countOf(skipped, "file")} left out`}
      </p>
      {reading === null ? null : <LayoutChoice reading={reading} />}
      <PartCounts />
      {obstacle === null ? null : (
        <div className="notice notice-warning">
          <p>{OBSTACLE_WORDS[obstacle]}</p>
        </div>
      )}
      {isFolder ? (
        <>
          <PlannedModels />
          <RunButton />
        </>
      ) : null}
      {isDrawings ? (
        <p className="hint">
          The sample opens with all shots, transductive scope and the residual off; a folder of your
          own opens inductive.
        </p>
      ) : null}
      {dataset.publishedShots === undefined ? null : (
        <p className="hint">
          The files publish one draw of training rows for{" "}
          {shortList(Object.keys(dataset.publishedShots))} shots: with these a seed draws the
          validation rows and the initial weights only.
        </p>
      )}
    </PanelSection>
  );
}

function PartCounts() {
  const marks = useExampleMarks();
  if (marks === null) return null;
  return (
    <div className="part-counts">
      <FactList
        facts={markCounts(marks).map(({ mark, images }) => [
          capitalised(MARK_WORDS[mark]),
          count(images),
        ])}
      />
    </div>
  );
}

function LayoutChoice({ reading }: { readonly reading: FolderReading }) {
  const commands = useCommands();
  const alone = reading.possibleLayouts.length < 2;
  if (alone) return <FactList facts={[["Read as", LAYOUT_WORDS[reading.layout]]]} />;
  return (
    <SelectField
      label="Read as"
      value={reading.layout}
      options={reading.possibleLayouts.map((layout) => ({
        value: layout,
        label: LAYOUT_WORDS[layout],
      }))}
      hint={`${countOf(reading.possibleLayouts.length, "reading")} of this folder are possible.`}
      onCommit={(layout) => void commands.chooseLayout(layout)}
    />
  );
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

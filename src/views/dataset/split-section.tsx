/** How the images are divided: split seed, shots, and which images are left out and why. */

import { SHOTS, type Dataset, type Pools, type Shots } from "../../pipeline/artifacts.ts";
import { selectPools } from "../../studio/selectors/pools.ts";
import { NumberField } from "../controls/number-field.tsx";
import { PanelSection } from "../controls/stage-panel.tsx";
import { countOf } from "../format/count.ts";
import { shortList } from "../format/sentence-list.ts";
import { useCommands, useStudio } from "../studio-context.tsx";
import { ShotsField } from "./shots-field.tsx";

/** The largest seed that the field takes; any whole number would do. */
const LARGEST_SEED = 9999;

interface SplitSectionProps {
  readonly dataset: Dataset;
}

export function SplitSection({ dataset }: SplitSectionProps) {
  const pools = useStudio(selectPools);
  const splitSeed = useStudio((state) => state.dataset.splitSeed);
  const isFolder = useStudio((state) => state.dataset.origin?.kind === "folder");
  const commands = useCommands();
  if (pools === null || dataset.classNames.length === 0) return null;
  return (
    <PanelSection title="Split">
      <NumberField
        label="Split seed"
        value={splitSeed}
        min={0}
        max={LARGEST_SEED}
        step={1}
        hint={splitSentence(dataset, pools)}
        onCommit={commands.setSplitSeed}
      />
      <ShotsField />
      {isFolder ? <p className="hint">{defaultShotsSentence(pools.defaultShots)}</p> : null}
      <LeftOut dataset={dataset} pools={pools} />
    </PanelSection>
  );
}

function splitSentence({ examples }: Dataset, { validationFromTrain }: Pools): string {
  const official = examples.some((example) => example.officialPart !== null);
  if (!official)
    return "Fixes which images may train, validate and test: per class 30 % test, 20 % validation.";
  return validationFromTrain
    ? "The folder's own parts are kept; validation images are drawn from its train part."
    : "The folder's own parts are kept.";
}

function defaultShotsSentence(shots: Shots): string {
  if (shots === SHOTS[4])
    return "16 shots by default: every class keeps images to validate and test.";
  return `${String(shots)} by default: the largest number up to 16 that leaves every class a validation and a test image.`;
}

function LeftOut({ dataset, pools }: { readonly dataset: Dataset; readonly pools: Pools }) {
  const small = pools.smallClasses.flatMap((label) => dataset.classNames[label] ?? []);
  const copies = pools.duplicates.length;
  return (
    <>
      {small.length === 0 ? null : (
        <p>
          Too few images, left out: <bdi className="untrusted-name">{shortList(small)}</bdi>
        </p>
      )}
      {copies === 0 ? null : (
        <p>
          {countOf(copies, "copy", "copies")} of test images left out of training, listed under
          problems.
        </p>
      )}
    </>
  );
}

/** Offers the folder of the last visit: one press goes on where it was. */

import type { RememberedFolder } from "../../studio/slices/dataset.ts";
import { countOf } from "../format/count.ts";
import { OpenFolderButton } from "../header/open-folder-button.tsx";
import { useStudio, useStudioContext } from "../studio-context.tsx";

export function ContinueCard() {
  const remembered = useStudio((state) => state.dataset.remembered);
  const origin = useStudio((state) => state.dataset.origin);
  if (remembered === null || origin?.kind === "folder") return null;
  return (
    <div className="notice continue-card">
      <p className="notice-title">
        Continue with <bdi className="untrusted-name">{remembered.name}</bdi>
      </p>
      <p className="hint">{rememberedWords(remembered)}</p>
      {remembered.hasHandle || remembered.hasDataset ? <ContinueButton /> : null}
      {remembered.hasHandle ? null : <ChooseAgain withFiles={remembered.hasDataset} />}
    </div>
  );
}

function ContinueButton() {
  const { intake } = useStudioContext();
  return (
    <button
      type="button"
      className="button button-primary"
      onClick={() => void intake.continueRemembered()}
    >
      Continue
    </button>
  );
}

interface ChooseAgainProps {
  /** Everything but the files is there. */
  readonly withFiles: boolean;
}

function ChooseAgain({ withFiles }: ChooseAgainProps) {
  return (
    <>
      <OpenFolderButton label="Choose the same folder again" primary={!withFiles} />
      <p className="hint">
        {withFiles
          ? "This browser does not remember folders. The files are needed only for images that are not computed yet."
          : "This browser does not remember folders, but nothing done is done again."}
      </p>
    </>
  );
}

function rememberedWords({ imageCount, unfinished }: RememberedFolder): string {
  const images = countOf(imageCount, "image");
  return unfinished
    ? `${images}. A run was interrupted; it goes on.`
    : `${images}, with your settings and all results of your last visit.`;
}

/** Offers the folder of the last visit: one press goes on where it was. */

import type { RememberedFolder } from "../../studio/slices/dataset.ts";
import { countOf } from "../format/count.ts";
import { OpenFolderButton } from "../header/open-folder-button.tsx";
import { useStudio, useStudioContext } from "../studio-context.tsx";

export function ContinueCard() {
  const remembered = useStudio((state) => state.dataset.remembered);
  const origin = useStudio((state) => state.dataset.origin);
  if (origin?.kind === "folder")
    return origin.filesOpen ? null : <FilesNeeded name={origin.name} />;
  if (remembered === null) return null;
  const { hasHandle, hasDataset, unfinished } = remembered;
  return (
    <div className="notice continue-card">
      <p className="notice-title">
        Continue with <bdi className="untrusted-name">{remembered.name}</bdi>
      </p>
      <p className="hint">{rememberedWords(remembered)}</p>
      {/* A run that was interrupted most likely needs the files. */}
      {hasHandle || hasDataset ? <ContinueButton primary={hasHandle || !unfinished} /> : null}
      {hasHandle ? null : (
        <ChooseAgain primary={unfinished || !hasDataset} withFiles={hasDataset} />
      )}
    </div>
  );
}

/** The folder goes on from what is stored of it. */
function FilesNeeded({ name }: { readonly name: string }) {
  return (
    <div className="notice continue-card">
      <p className="notice-title">
        The files of <bdi className="untrusted-name">{name}</bdi> are not open
      </p>
      <ChooseAgain primary={false} withFiles />
    </div>
  );
}

function ContinueButton({ primary }: { readonly primary: boolean }) {
  const { intake } = useStudioContext();
  return (
    <button
      type="button"
      className={primary ? "button button-primary" : "button"}
      onClick={() => void intake.continueRemembered()}
    >
      Continue
    </button>
  );
}

interface ChooseAgainProps {
  readonly primary: boolean;
  /** Everything but the files is there. */
  readonly withFiles: boolean;
}

function ChooseAgain({ primary, withFiles }: ChooseAgainProps) {
  return (
    <>
      <OpenFolderButton label="Choose the same folder again" primary={primary} />
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

/** What the visitor should know of the page itself: no network, and a new version. Nothing while there is neither. */

import { useCommands, useStudio } from "../studio-context.tsx";

export function PageNotes() {
  const online = useStudio((state) => state.page.online);
  const updateReady = useStudio((state) => state.page.updateReady);
  const isWhole = useStudio((state) => state.page.keeping?.whole === true);
  const { takeUpdate } = useCommands();
  return (
    <div className="page-notes" role="status">
      {online ? null : (
        <p>
          {isWhole
            ? "No network. Folders, samples and stored models work as before; only looking up and downloading a model needs one."
            : "No network, and this browser does not hold all of the page yet: what is open here goes on, but a sample or an embedded model that was not used before may be missing. Stored models work."}
        </p>
      )}
      {updateReady ? (
        <p>
          A new version of this page is here. What is computed is stored.{" "}
          <button type="button" className="button" onClick={() => takeUpdate()}>
            Reload to use it
          </button>
        </p>
      ) : null}
    </div>
  );
}

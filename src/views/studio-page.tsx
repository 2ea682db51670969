/** The page: header, the stages in data-path order, then the open stage's panel, the graph and the threshold axis. */

// First, so that the rules of each area come after them.
import "./theme.css";
import "./controls/controls.css";
import "./studio-page.css";
import { useState } from "react";
import type { StageName } from "../pipeline/artifacts.ts";
import { selectDataset } from "../studio/selectors/pools.ts";
import { ErrorBoundary } from "./controls/error-boundary.tsx";
import { ErrorNotice } from "./controls/error-notice.tsx";
import { ProgressAnnouncer } from "./controls/progress-announcer.tsx";
import { DropTarget } from "./header/drop-target.tsx";
import { HelpDialog } from "./header/help-dialog.tsx";
import { PageHeader } from "./header/page-header.tsx";
import { PageNotes } from "./header/page-notes.tsx";
import { useTheme } from "./header/use-theme.ts";
import { ImportDialog } from "./import/import-dialog.tsx";
import { isWide, MainView } from "./main-view.tsx";
import type { MainViewName } from "./main-view-name.ts";
import type { PageKeyAction } from "./page-keys.ts";
import { StageBar } from "./stage-bar/stage-bar.tsx";
import { OpenStagePanel } from "./open-stage-panel.tsx";
import { useCommands, useStudio, useStudioContext } from "./studio-context.tsx";
import { ThresholdAxis } from "./threshold-axis/threshold-axis.tsx";
import { usePageKeys } from "./use-page-keys.ts";

export function StudioPage() {
  const { theme, toggle: toggleTheme } = useTheme();
  const [stage, setStage] = useState<StageName>("dataset");
  const [help, setHelp] = useState(false);
  const mainView = useMainView();
  const perform = usePageActions({
    openStage: setStage,
    showView: mainView.show,
    toggleTheme,
    openHelp: () => setHelp(true),
  });
  const openStage = (name: StageName): void => {
    setStage(name);
    // Where the page stacks, the panel lies below the fold.
    document.getElementById("stage-panel")?.scrollIntoView({ block: "nearest" });
  };
  const { singleKeys, setSingleKeys } = usePageKeys(perform);
  return (
    <div className="studio-page">
      <PageHeader theme={theme} onToggleTheme={toggleTheme} onHelp={() => setHelp(true)} />
      <PageNotes />
      <StageBar open={stage} onOpen={openStage} />
      <main className={isWide(mainView.shown) ? "studio-main studio-main-wide" : "studio-main"}>
        <section className="stage-panel" id="stage-panel" aria-label="Open stage">
          <OpeningError />
          <ErrorBoundary key={stage}>
            <OpenStagePanel stage={stage} onShowImages={() => mainView.show("images")} />
          </ErrorBoundary>
        </section>
        <MainView shown={mainView.shown} onShow={mainView.show} />
        {isWide(mainView.shown) ? null : (
          <section className="axis-area" aria-label="Threshold axis">
            <ErrorBoundary>
              <ThresholdAxis />
            </ErrorBoundary>
          </section>
        )}
      </main>
      <DropTarget />
      <ProgressAnnouncer />
      <ImportDialog />
      {help ? (
        <HelpDialog
          singleKeys={singleKeys}
          onSingleKeys={setSingleKeys}
          onClose={() => setHelp(false)}
        />
      ) : null}
    </div>
  );
}

/** Beside whatever stage is open: the folder button is in the header. */
function OpeningError() {
  const error = useStudio((state) => state.dataset.openingError);
  return error === null ? null : <ErrorNotice error={error} />;
}

/** The visitor's choice for this data set; without one, images until there is a graph to show. */
function useMainView(): {
  readonly shown: MainViewName;
  readonly show: (view: MainViewName) => void;
} {
  const origin = useStudio((state) => state.dataset.origin);
  const imagesOnly = useStudio(
    (state) => selectDataset(state) !== null && state.graph.positions === null,
  );
  const [choice, setChoice] = useState<{ view: MainViewName; origin: unknown } | null>(null);
  const automatic = imagesOnly ? "images" : "graph";
  return {
    shown: choice !== null && choice.origin === origin ? choice.view : automatic,
    show: (view) => setChoice({ view, origin }),
  };
}

interface PageActions {
  readonly openStage: (stage: StageName) => void;
  readonly showView: (view: MainViewName) => void;
  readonly toggleTheme: () => void;
  readonly openHelp: () => void;
}

function usePageActions(page: PageActions): (action: PageKeyAction) => void {
  const commands = useCommands();
  const { intake } = useStudioContext();
  return (action) => {
    switch (action.kind) {
      case "open-stage":
        return page.openStage(action.stage);
      case "run":
        return void commands.runAll();
      case "cancel":
        return commands.cancel();
      case "open-folder":
        // Without a picker a press on the panel's own button has to open the directory input.
        if (!intake.canPickDirectory) return page.openStage("dataset");
        return void intake.pickDirectory();
      case "show-view":
        return page.showView(action.view);
      case "toggle-theme":
        return page.toggleTheme();
      case "help":
        return page.openHelp();
    }
  };
}

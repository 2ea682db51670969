/** The middle of the page: the graph or all images beside the threshold axis, or texts, a study or a list over the whole width. */

import { lazy, Suspense, type ComponentType } from "react";
import { ErrorBoundary } from "./controls/error-boundary.tsx";
import { ImageBrowser } from "./dataset/image-browser.tsx";
import { SimilarityGraph } from "./graph/similarity-graph.tsx";
import { MAIN_VIEWS, type MainViewName } from "./main-view-name.ts";

interface View {
  readonly title: string;
  /** Takes the place of the threshold axis too. */
  readonly wide: boolean;
  readonly Content: ComponentType;
}

// The first screen does not wait for the studies.
const TextsView = lazy(async () => {
  const { TextsView: view } = await import("./texts/texts-view.tsx");
  return { default: view };
});
const MethodsView = lazy(async () => {
  const { MethodsView: view } = await import("./methods/methods-view.tsx");
  return { default: view };
});
const AblationsView = lazy(async () => {
  const { AblationsView: view } = await import("./ablations/ablations-view.tsx");
  return { default: view };
});
const ContinualView = lazy(async () => {
  const { ContinualView: view } = await import("./continual/continual-view.tsx");
  return { default: view };
});
const DiagnosticsView = lazy(async () => {
  const { DiagnosticsView: view } = await import("./diagnostics/diagnostics-view.tsx");
  return { default: view };
});
const RunsView = lazy(async () => {
  const { RunsView: view } = await import("./runs/runs-view.tsx");
  return { default: view };
});

const VIEWS: Readonly<Record<MainViewName, View>> = {
  graph: { title: "Graph", wide: false, Content: SimilarityGraph },
  images: { title: "Images", wide: false, Content: ImageBrowser },
  text: { title: "Text", wide: true, Content: TextsView },
  methods: { title: "Methods", wide: true, Content: MethodsView },
  ablations: { title: "Ablations", wide: true, Content: AblationsView },
  continual: { title: "Continual", wide: true, Content: ContinualView },
  diagnostics: { title: "Diagnostics", wide: true, Content: DiagnosticsView },
  runs: { title: "Runs", wide: true, Content: RunsView },
};

/** True for a view that needs the whole width beside the panel. */
export function isWide(view: MainViewName): boolean {
  return VIEWS[view].wide;
}

interface MainViewProps {
  readonly shown: MainViewName;
  readonly onShow: (view: MainViewName) => void;
}

export function MainView({ shown, onShow }: MainViewProps) {
  const { Content } = VIEWS[shown];
  return (
    <section className="main-view" aria-label={VIEWS[shown].title}>
      <div className="main-view-tabs" role="group" aria-label="View">
        {MAIN_VIEWS.map((name) => (
          <button
            key={name}
            type="button"
            className="main-view-tab"
            aria-pressed={name === shown}
            onClick={() => onShow(name)}
          >
            {VIEWS[name].title}
          </button>
        ))}
      </div>
      <div className="main-view-body">
        <ErrorBoundary key={shown}>
          <Suspense fallback={<p className="empty-view">Opening</p>}>
            <Content />
          </Suspense>
        </ErrorBoundary>
      </div>
    </section>
  );
}

/** The middle of the page: the graph, or all images. */

import { ImageBrowser } from "./dataset/image-browser.tsx";
import { ErrorBoundary } from "./controls/error-boundary.tsx";
import { SimilarityGraph } from "./graph/similarity-graph.tsx";

export type MainViewName = "graph" | "images";

const VIEWS: readonly { readonly name: MainViewName; readonly title: string }[] = [
  { name: "graph", title: "Graph" },
  { name: "images", title: "Images" },
];

interface MainViewProps {
  readonly shown: MainViewName;
  readonly onShow: (view: MainViewName) => void;
}

export function MainView({ shown, onShow }: MainViewProps) {
  return (
    <section className="main-view" aria-label={shown === "graph" ? "Graph" : "Images"}>
      <div className="main-view-tabs" role="group" aria-label="View">
        {VIEWS.map(({ name, title }) => (
          <button
            key={name}
            type="button"
            className="main-view-tab"
            aria-pressed={name === shown}
            onClick={() => onShow(name)}
          >
            {title}
          </button>
        ))}
      </div>
      <div className="main-view-body">
        <ErrorBoundary key={shown}>
          {shown === "graph" ? <SimilarityGraph /> : <ImageBrowser />}
        </ErrorBoundary>
      </div>
    </section>
  );
}

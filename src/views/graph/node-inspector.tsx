/** The chosen node and its strongest neighbours at τ. */

import type { Dataset } from "../../pipeline/artifacts.ts";
import type { NodeMark } from "../../studio/selectors/node-marks.ts";
import { Thumbnail } from "../controls/thumbnail.tsx";
import { ExampleFacts } from "./example-facts.tsx";
import { classWords, degreeWords, fileName, predictionWords } from "./example-words.ts";
import type { ListedNeighbour, Neighbourhood } from "./neighbourhood.ts";

interface NodeInspectorProps {
  readonly mark: NodeMark;
  readonly marks: readonly NodeMark[];
  readonly dataset: Dataset;
  readonly caption: string | null;
  /** Null outside the graph, or before there is one. */
  readonly neighbourhood: Neighbourhood | null;
  readonly side: "left" | "right";
  readonly onChoose: (example: number | null) => void;
}

export function NodeInspector(props: NodeInspectorProps) {
  const { mark, marks, dataset, caption, neighbourhood, side, onChoose } = props;
  const name = fileName(dataset.examples[mark.example]?.path ?? "");
  return (
    <aside
      className={`node-inspector node-inspector-${side}`}
      aria-label={mark.covered ? "Test image" : `Image ${name}`}
    >
      <button
        type="button"
        className="button button-icon node-inspector-close"
        aria-label="Close"
        onClick={() => onChoose(null)}
      >
        ×
      </button>
      <ExampleFacts
        mark={mark}
        path={name}
        caption={caption}
        classNames={dataset.classNames}
        degree={neighbourhood === null ? null : degreeWords(neighbourhood)}
      />
      {neighbourhood === null ? (
        <p className="example-quiet">This image is not in the graph of the shown run.</p>
      ) : neighbourhood.strongest.length === 0 ? (
        <p className="example-quiet">No neighbour above τ. A lower τ joins it to others.</p>
      ) : (
        <>
          <h3>
            {neighbourhood.strongest.length < neighbourhood.degree
              ? `Strongest ${neighbourhood.strongest.length} neighbours`
              : "Neighbours"}
          </h3>
          <ol className="neighbour-list">
            {neighbourhood.strongest.map((neighbour) => (
              <NeighbourRow
                key={neighbour.example}
                neighbour={neighbour}
                mark={marks[neighbour.example]}
                dataset={dataset}
                onChoose={onChoose}
              />
            ))}
          </ol>
        </>
      )}
    </aside>
  );
}

interface NeighbourRowProps {
  readonly neighbour: ListedNeighbour;
  readonly mark: NodeMark | undefined;
  readonly dataset: Dataset;
  readonly onChoose: (example: number) => void;
}

function NeighbourRow({ neighbour, mark, dataset, onChoose }: NeighbourRowProps) {
  if (mark === undefined) return null;
  const { example, similarity, kind } = neighbour;
  const prediction = predictionWords(mark, dataset.classNames);
  const words = mark.covered
    ? `test${prediction === null ? "" : `, predicted ${prediction}`}`
    : classWords(mark, dataset.classNames);
  return (
    <li>
      <button type="button" className="neighbour" onClick={() => onChoose(example)}>
        <span className="neighbour-picture">
          <Thumbnail example={example} alt="" />
        </span>
        <span className="neighbour-words">
          {mark.covered ? null : (
            <bdi className="neighbour-name">{fileName(dataset.examples[example]?.path ?? "")}</bdi>
          )}
          <span className={`neighbour-class neighbour-${kind}`}>{words}</span>
        </span>
        <span className="neighbour-similarity">{similarity.toFixed(3)}</span>
      </button>
    </li>
  );
}

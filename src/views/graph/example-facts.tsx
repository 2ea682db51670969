/** Thumbnail, caption, class and prediction of one example; the body of the hover card and of the inspector. */

import type { NodeMark } from "../../studio/selectors/node-marks.ts";
import { Thumbnail } from "../controls/thumbnail.tsx";
import { ClassMark } from "./class-mark.tsx";
import { classWords, fileName, predictionWords, roleWords } from "./example-words.ts";

export interface ExampleFactsProps {
  readonly mark: NodeMark;
  readonly path: string;
  readonly caption: string | null;
  readonly classNames: readonly string[];
  /** "3 neighbours at τ"; null before there is a graph, and for images outside it. */
  readonly degree: string | null;
}

export function ExampleFacts(props: ExampleFactsProps) {
  const { mark, path, caption, classNames, degree } = props;
  const prediction = predictionWords(mark, classNames);
  return (
    <div className="example-facts">
      <span className="example-picture">
        <Thumbnail example={mark.example} alt="" />
      </span>
      <div className="example-words">
        {/* A file is often named after its class. */}
        {mark.covered ? null : (
          <p className="example-file">
            <bdi>{fileName(path)}</bdi>
          </p>
        )}
        <p className="example-class">
          {mark.ownClass === null ? null : <ClassMark label={mark.ownClass} />}
          <span>
            {roleWords(mark)}: <bdi>{classWords(mark, classNames)}</bdi>
          </span>
        </p>
        {prediction === null ? null : (
          <p className="example-class">
            <ClassMark label={mark.predictedClass} hollow />
            <span>
              predicted <bdi>{prediction}</bdi>
            </span>
          </p>
        )}
        {degree === null ? null : <p className="example-quiet">{degree}</p>}
      </div>
      {caption === null ? null : (
        <p className="example-caption">
          <bdi>“{caption}”</bdi>
        </p>
      )}
    </div>
  );
}

/** A virtualised list: image, caption, and the tagger's words with their probabilities. */

import { VList } from "virtua";
import type { Caption, Dataset } from "../../pipeline/artifacts.ts";
import { Thumbnail } from "../controls/thumbnail.tsx";
import { percent } from "../format/percent.ts";

interface CaptionListProps {
  readonly dataset: Dataset;
  /** [N]; null until written. */
  readonly captions: readonly (Caption | null)[];
}

export function CaptionList({ dataset, captions }: CaptionListProps) {
  return (
    <div className="caption-list">
      <VList data={dataset.examples} role="region" aria-label="Captions" tabIndex={0}>
        {(example, i) => (
          <CaptionRow
            key={example.path}
            example={i}
            path={example.path}
            caption={captions[i] ?? null}
          />
        )}
      </VList>
    </div>
  );
}

interface CaptionRowProps {
  readonly example: number;
  readonly path: string;
  readonly caption: Caption | null;
}

function CaptionRow({ example, path, caption }: CaptionRowProps) {
  return (
    <div className="caption-row" title={path}>
      <span className="caption-picture">
        <Thumbnail example={example} alt="" />
      </span>
      <div>
        {caption === null ? (
          <p className="hint">not written yet</p>
        ) : (
          <>
            <p>
              <bdi>{caption.text}</bdi>
            </p>
            {caption.words.length === 0 ? null : (
              <p className="hint">
                {caption.words
                  .map(({ word, probability }) => `${word} ${percent(probability, 0)}`)
                  .join(", ")}
              </p>
            )}
          </>
        )}
      </div>
    </div>
  );
}

/** The classes with their marks in the graph, counts and first images. */

import { useMemo } from "react";
import type { Dataset } from "../../pipeline/artifacts.ts";
import { selectPools } from "../../studio/selectors/pools.ts";
import { Thumbnail } from "../controls/thumbnail.tsx";
import { count } from "../format/count.ts";
import { ClassMark } from "../graph/class-mark.tsx";
import { useStudio } from "../studio-context.tsx";

const THUMBNAILS = 3;

interface ClassListProps {
  readonly dataset: Dataset;
}

export function ClassList({ dataset }: ClassListProps) {
  const pools = useStudio(selectPools);
  const members = useMemo(() => examplesByClass(dataset), [dataset]);
  // The graph does not say which class a test image has, so no picture of one stands beside a class here.
  const shown = (example: number): boolean => pools?.pool[example] !== "test";
  return (
    <ul className="class-list">
      {dataset.classNames.map((className, label) => {
        const examples = members[label] ?? [];
        const small = pools?.smallClasses.includes(label) === true;
        return (
          <li key={className} className="class-row">
            <ClassMark label={label} />
            <bdi className="untrusted-name" title={className}>
              {className}
            </bdi>
            <span className="class-thumbnails" aria-hidden="true">
              {examples
                .filter(shown)
                .slice(0, THUMBNAILS)
                .map((example) => (
                  <Thumbnail key={example} example={example} alt="" />
                ))}
            </span>
            <span className="class-count">
              {count(examples.length)}
              {small ? <span className="visually-hidden"> (too few, left out)</span> : null}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** [C] lists of example indices. */
function examplesByClass({ classNames, examples }: Dataset): readonly (readonly number[])[] {
  const members: number[][] = classNames.map(() => []);
  examples.forEach((example, i) => {
    if (example.label !== null) members[example.label]?.push(i);
  });
  return members;
}

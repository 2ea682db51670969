/** Facts about the node under the pointer or the list's cursor, beside it. */

import { ExampleFacts, type ExampleFactsProps } from "./example-facts.tsx";

/** Where the card hangs, in pixels of the graph. */
export interface CardPlace {
  readonly example: number;
  readonly x: number;
  readonly y: number;
  /** The card opens towards the middle, so that it stays inside. */
  readonly opens: { readonly left: boolean; readonly up: boolean };
}

export function HoverCard({ place, facts }: { place: CardPlace; facts: ExampleFactsProps }) {
  const { x, y, opens } = place;
  return (
    <div
      className="hover-card"
      style={{
        left: x,
        top: y,
        translate: `${opens.left ? "calc(-100% - 14px)" : "14px"} ${opens.up ? "-100%" : "0"}`,
      }}
    >
      <ExampleFacts {...facts} />
    </div>
  );
}

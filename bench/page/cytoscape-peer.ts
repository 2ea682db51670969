/** What a tick costs when Cytoscape holds all edges and is told to remove and add those between the old and the new threshold. */

import cytoscape, { type Core, type EdgeCollection, type ElementDefinition } from "cytoscape";
import { createRandom } from "../../src/numeric/random.ts";
import { createStudio } from "../../src/studio/store.ts";
import { measureTick, nextFrame, type TickTimes } from "./frame-clock.ts";
import { loadSyntheticGraph } from "./synthetic-graph.ts";

const TICK_SHARE = 0.01;
const SIZE = { width: 1000, height: 600 };

interface OpenPeer {
  readonly cy: Core;
  readonly edges: readonly ElementDefinition[];
  readonly renders: () => number;
  shown: number;
}

export function createCytoscapePeer(): {
  /** The same nodes, places and strongest edges as the product's page shows. */
  readonly open: (nodes: number, edges: number) => Promise<void>;
  readonly ticks: (count: number) => Promise<TickTimes[]>;
} {
  let peer: OpenPeer | null = null;
  return {
    open: async (nodes, edges) => {
      peer = await openPeer(nodes, edges);
    },
    ticks: async (count) => {
      if (peer === null) throw new TypeError("the peer was not opened");
      return peerTicks(peer, count);
    },
  };
}

async function openPeer(nodes: number, edgeCount: number): Promise<OpenPeer> {
  const studio = createStudio();
  const ranked = await loadSyntheticGraph(studio, nodes, edgeCount);
  const positions = studio.getState().graph.positions ?? new Float32Array();
  const edges = [...ranked.source].map((source, i): ElementDefinition => {
    const [from, to] = [
      ranked.nodes.example[source],
      ranked.nodes.example[ranked.target[i] ?? Number.NaN],
    ];
    return { data: { id: `e${i}`, source: String(from), target: String(to) } };
  });
  const places = Array.from({ length: nodes }, (_, i): ElementDefinition => ({
    data: { id: String(i) },
    position: {
      x: SIZE.width * (0.5 + 0.5 * (positions[2 * i] ?? Number.NaN)),
      y: SIZE.height * (0.5 + 0.5 * (positions[2 * i + 1] ?? Number.NaN)),
    },
  }));
  const container = document.createElement("div");
  Object.assign(container.style, { width: `${SIZE.width}px`, height: `${SIZE.height}px` });
  document.body.replaceChildren(container);
  const shown = Math.round(edges.length / 2);
  const cy = cytoscape({
    container,
    elements: [...places, ...edges.slice(0, shown)],
    layout: { name: "preset" },
    style: STYLE,
  });
  let renders = 0;
  cy.on("render", () => (renders += 1));
  await nextFrame();
  await nextFrame();
  return { cy, edges, renders: () => renders, shown };
}

/** The cheapest edges Cytoscape has. */
const STYLE: cytoscape.StylesheetJson = [
  { selector: "node", style: { width: 6, height: 6, "background-color": "#446" } },
  { selector: "edge", style: { "curve-style": "haystack", width: 1, opacity: 0.2 } },
];

async function peerTicks(peer: OpenPeer, count: number): Promise<TickTimes[]> {
  const { cy, edges, renders } = peer;
  const step = Math.floor(TICK_SHARE * edges.length);
  const random = createRandom(2);
  const times: TickTimes[] = [];
  for (let tick = 0; tick < count; tick++) {
    const more =
      peer.shown < 0.2 * edges.length ||
      (peer.shown < 0.8 * edges.length && random.uniform() < 0.5);
    const from = more ? peer.shown : peer.shown - step;
    const delta = edges.slice(from, from + step);
    const rendersBefore = renders();
    const change = (): void => {
      if (more) cy.add(delta);
      else cy.remove(idsOf(cy, delta));
    };
    times.push(await measureTick(change, () => renders() > rendersBefore));
    peer.shown = more ? peer.shown + step : from;
    await nextFrame();
  }
  return times;
}

function idsOf(cy: Core, delta: readonly ElementDefinition[]): EdgeCollection {
  const found = cy.collection();
  for (const { data } of delta) found.merge(cy.getElementById(data.id ?? ""));
  return found.edges();
}

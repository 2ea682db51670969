import { describe, expect, it } from "vitest";
import { createRandom } from "../../numeric/random.ts";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import type { EmbeddingMatrix } from "../artifacts.ts";
import { fitToSquare } from "./fit-to-square.ts";
import { nearestNeighbours, type NearestNeighbours } from "./nearest-neighbours.ts";
import { principalPositions } from "./principal-positions.ts";
import { atOnce } from "../with-progress.ts";
import { UMAP_NEIGHBOURS, umapPositions } from "./umap-positions.ts";

const CLUSTERS = 3;

/** Unit rows around three directions, cluster i % 3. */
function clusters(rows: number): EmbeddingMatrix {
  const random = createRandom(1);
  const dimension = 12;
  const values = Float32Array.from({ length: rows * dimension }, (_, i) => {
    const cluster = Math.floor(i / dimension) % CLUSTERS;
    return (i % dimension === cluster ? 1 : 0) + 0.1 * random.normal();
  });
  for (let row = 0; row < rows; row++) {
    const vector = values.subarray(row * dimension, (row + 1) * dimension);
    const norm = Math.hypot(...vector);
    for (let k = 0; k < dimension; k++) vector[k]! /= norm;
  }
  return { rows, dimension, values };
}

function umap(features: EmbeddingMatrix, start: Float32Array, seed: number): Float32Array {
  return atOnce(umapPositions(neighboursOf(features), start, seed));
}

function neighboursOf({ values, rows, dimension }: EmbeddingMatrix): NearestNeighbours {
  return atOnce(nearestNeighbours(referenceKernels.load(values, rows, dimension), UMAP_NEIGHBOURS));
}

/** Share of nodes whose nearest drawn node is of the same cluster. */
function nearestOfSameCluster(positions: Float32Array): number {
  const count = positions.length / 2;
  let same = 0;
  for (let i = 0; i < count; i++) {
    const distance = (j: number) =>
      Math.hypot(
        positions[2 * i]! - positions[2 * j]!,
        positions[2 * i + 1]! - positions[2 * j + 1]!,
      );
    const others = Array.from({ length: count }, (_, j) => j).filter((j) => j !== i);
    const nearest = others.reduce((best, j) => (distance(j) < distance(best) ? j : best));
    if (nearest % CLUSTERS === i % CLUSTERS) same++;
  }
  return same / count;
}

function expectFitted(positions: Float32Array): void {
  const largest = Math.max(...positions.map(Math.abs));
  expect(largest).toBeCloseTo(1, 6);
}

describe("node positions", () => {
  const features = clusters(60);
  const principal = principalPositions(features);

  it("from principal components fit the square and keep clusters apart", () => {
    expect(principal.length).toBe(120);
    expectFitted(principal);
    expect(nearestOfSameCluster(principal)).toBe(1);
    expect(principalPositions(features)).toEqual(principal);
  });

  it("from UMAP fit the square, keep clusters apart and repeat for a seed", () => {
    const positions = umap(features, principal, 5);
    expectFitted(positions);
    expect(nearestOfSameCluster(positions)).toBe(1);
    expect(umap(features, principal, 5)).toEqual(positions);
    expect(umap(features, principal, 6)).not.toEqual(positions);
  });

  it("from UMAP depend on the start, and report rising shares", () => {
    const mirrored = principal.map((value) => -value);
    expect(umap(features, mirrored, 5)).not.toEqual(umap(features, principal, 5));
    const shares = [...umapPositions(neighboursOf(features), principal, 5)];
    expect(shares.length).toBeGreaterThan(10);
    shares.forEach((share, i) => {
      expect(share).toBeGreaterThan(i === 0 ? 0 : shares[i - 1]!);
      expect(share).toBeLessThan(1);
    });
  });

  it.each([1, 2, 3, 4, 5])("exist for %i images", (rows) => {
    const few = clusters(rows);
    const start = principalPositions(few);
    const positions = umap(few, start, 1);
    expect(positions.length).toBe(2 * rows);
    expect(positions.every((value) => Math.abs(value) <= 1)).toBe(true);
  });

  it("exist when all images are alike", () => {
    const alike = { rows: 30, dimension: 2, values: new Float32Array(60).fill(Math.SQRT1_2) };
    const positions = umap(alike, principalPositions(alike), 1);
    expect(positions.every((value) => Math.abs(value) <= 1)).toBe(true);
  });
});

describe("fitToSquare", () => {
  it("centres the bounding box and keeps the aspect", () => {
    const fitted = fitToSquare(Float32Array.of(2, 5, 6, 5, 4, 7));
    // Box [2, 6] x [5, 7]: centre (4, 6), half of the longer side 2.
    expect([...fitted]).toEqual([-1, -0.5, 1, -0.5, 0, 0.5]);
    expect([...fitToSquare(Float32Array.of(3, 3, 3, 3))]).toEqual([0, 0, 0, 0]);
  });
});

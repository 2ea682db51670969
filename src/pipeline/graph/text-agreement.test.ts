import { expect, test } from "vitest";
import { referenceKernels } from "../../numeric/reference-kernels.ts";
import type { EmbeddingMatrix, Embeddings } from "../artifacts.ts";
import { differingTexts } from "../captions/neighbour-agreement.ts";
import { atOnce } from "../with-progress.ts";
import { textAgreement } from "./text-agreement.ts";

const matrix = (rows: readonly (readonly number[])[]): EmbeddingMatrix => ({
  rows: rows.length,
  dimension: rows[0]!.length,
  values: Float32Array.from(rows.flat()),
});

test("a text of the other kind among images of one kind agrees least", () => {
  // Twelve images of two kinds, six apiece; the text of image 3 is one of the other kind.
  const kinds = Array.from({ length: 12 }, (_, i) => (i < 6 ? 0 : 1));
  const near = (kind: number, i: number): number[] => (kind === 0 ? [1, i / 100] : [i / 100, 1]);
  const info = { id: "e", name: "E", licence: "", dimension: 2 };
  const embeddings: Embeddings = {
    imageEncoder: info,
    textEncoder: info,
    image: matrix(kinds.map(near)),
    text: matrix(kinds.map((kind, i) => near(i === 3 ? 1 - kind : kind, i))),
  };
  const agreement = atOnce(textAgreement(referenceKernels, embeddings));
  expect([...differingTexts(agreement)]).toContain(3);
  expect(Math.min(...agreement)).toBe(agreement[3]);
});

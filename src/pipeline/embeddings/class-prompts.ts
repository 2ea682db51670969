/** Templates that turn a class name into texts, and the mean of their vectors: prompt ensembling of CLIP (Radford et al. 2021, section 3.1.4). */

/** Where the class name stands in a template. */
const PLACE = "{}";

export interface PromptSet {
  /** As shown. */
  readonly name: string;
  readonly templates: readonly string[];
}

/** The first is what CLIP was published with; those of single data sets are CoOp's (Zhou et al. 2022); the last is Tip-Adapter's seven for ImageNet. */
export const PROMPT_SETS: readonly PromptSet[] = [
  { name: "A photo", templates: ["a photo of a {}."] },
  { name: "Pets", templates: ["a photo of a {}, a type of pet."] },
  { name: "Food", templates: ["a photo of {}, a type of food."] },
  { name: "Flowers", templates: ["a photo of a {}, a type of flower."] },
  { name: "Aircraft", templates: ["a photo of a {}, a type of aircraft."] },
  { name: "Textures", templates: ["{} texture."] },
  { name: "Satellite", templates: ["a centered satellite photo of {}."] },
  {
    name: "Ensemble of seven",
    templates: [
      "itap of a {}.",
      "a bad photo of the {}.",
      "a origami {}.",
      "a photo of the large {}.",
      "a {} in a video game.",
      "art of the {}.",
      "a photo of the small {}.",
    ],
  },
];

export const DEFAULT_PROMPTS: readonly string[] = PROMPT_SETS[0]?.templates ?? [];

/** @returns the templates of a text with one a line, or a sentence on what is wrong with it */
export function readTemplates(
  text: string,
): { readonly templates: readonly string[] } | { readonly problem: string } {
  const lines = text.split(/\r?\n/u).map((line) => line.trim());
  const templates = [...new Set(lines.filter((line) => line !== ""))];
  if (templates.length === 0) return { problem: `Write a line with ${PLACE} for the class name.` };
  const without = templates.find((template) => !template.includes(PLACE));
  if (without !== undefined) return { problem: `“${without}” has no ${PLACE} for the class name.` };
  return { templates };
}

export function promptTexts(templates: readonly string[], className: string): readonly string[] {
  return templates.map((template) => template.replaceAll(PLACE, () => className));
}

/**
 * [D] of one class: the vector itself of a single template, so that its norm is kept; of several the mean of their unit vectors, whose
 * norm says how far they agree.
 *
 * @throws RangeError without a vector, or if one of several has no length
 */
export function classVector(vectors: readonly Float32Array[]): Float32Array {
  const [first] = vectors;
  if (first === undefined) throw new RangeError("a class without a text");
  if (vectors.length === 1) return first;
  const mean = new Float64Array(first.length);
  for (const vector of vectors) {
    const norm = Math.hypot(...vector);
    if (!(norm > 0)) throw new RangeError("a text vector without a length");
    vector.forEach((value, k) => {
      mean[k]! += value / norm / vectors.length;
    });
  }
  return Float32Array.from(mean);
}

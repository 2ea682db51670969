/**
 * The registry: models that the page offers by name. Any other of the same families is taken by its id. Licence, revision and sizes are
 * not kept here: they are read from the hub when a model is chosen. Every family has a tiny model in e2e/tiny-hub that the tests run; what is built of other parts is marked.
 */

import type { CaptionerSettings, KnownModel, ModelFamily, ModelRole } from "./hub-model.ts";

const CAPTIONER: readonly ModelRole[] = ["captioner"];
const TWO_TOWERS: readonly ModelRole[] = ["image-encoder", "text-encoder"];
const IMAGE_ONLY: readonly ModelRole[] = ["image-encoder"];

const known = (
  id: string,
  name: string,
  family: ModelFamily,
  roles: readonly ModelRole[],
): KnownModel => ({ id, name, family, roles });

export const KNOWN_MODELS: readonly KnownModel[] = [
  known("onnx-community/Florence-2-base-ft", "Florence-2 base ft", "florence2", CAPTIONER),
  known("HuggingFaceTB/SmolVLM-256M-Instruct", "SmolVLM 256M", "smolvlm", CAPTIONER),
  known("HuggingFaceTB/SmolVLM-500M-Instruct", "SmolVLM 500M", "smolvlm", CAPTIONER),
  known("Xenova/vit-gpt2-image-captioning", "ViT-GPT2", "vit-gpt2", CAPTIONER),
  known("Xenova/clip-vit-base-patch32", "CLIP ViT-B/32", "clip", TWO_TOWERS),
  known("Xenova/clip-vit-base-patch16", "CLIP ViT-B/16", "clip", TWO_TOWERS),
  known("Xenova/clip-vit-large-patch14", "CLIP ViT-L/14", "clip", TWO_TOWERS),
  known("Xenova/siglip-base-patch16-224", "SigLIP base", "siglip", TWO_TOWERS),
  { ...known("Xenova/mobileclip_s0", "MobileCLIP S0", "clip", TWO_TOWERS), untried: true },
  known("Xenova/dinov2-small", "DINOv2 small", "dinov2", IMAGE_ONLY),
  known("Xenova/dinov2-base", "DINOv2 base", "dinov2", IMAGE_ONLY),
];

export function isUntried(id: string): boolean {
  return KNOWN_MODELS.some((model) => model.id === id && model.untried === true);
}

/** Long enough for one sentence. */
const MOST_CAPTION_TOKENS = 32;

/** How a captioner writes until the visitor says otherwise: the likeliest token each time, and cleaned up. */
export const DEFAULT_CAPTIONER_SETTINGS: CaptionerSettings = {
  prompt: null,
  maxTokens: MOST_CAPTION_TOKENS,
  sampling: null,
  dropBoilerplate: true,
  dropRepeats: true,
  maskClassNames: false,
};

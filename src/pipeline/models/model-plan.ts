/** What a model is by its config.json, and which of its files each number format takes. */

import { StudioError } from "../../errors.ts";
import {
  DTYPES,
  type Dtype,
  type HubFile,
  type HubListing,
  type ModelFamily,
  type ModelPlan,
  type ModelRole,
} from "./hub-model.ts";
import { fieldsOf, numberIn, textIn, type Fields } from "./json-fields.ts";

interface FamilyFiles {
  readonly roles: readonly ModelRole[];
  /** ONNX graphs below onnx/, without the suffix of their number format. */
  readonly graphs: readonly string[];
  readonly needed: readonly string[];
  /** Read where they are there. */
  readonly optional: readonly string[];
}

const TOKENIZER = ["tokenizer.json", "tokenizer_config.json"];
const GENERATION = ["generation_config.json", "special_tokens_map.json"];

const FAMILY_FILES: Readonly<Record<ModelFamily, FamilyFiles>> = {
  clip: {
    roles: ["image-encoder", "text-encoder"],
    graphs: ["vision_model", "text_model"],
    needed: ["preprocessor_config.json", ...TOKENIZER],
    optional: [],
  },
  siglip: {
    roles: ["image-encoder", "text-encoder"],
    graphs: ["vision_model", "text_model"],
    needed: ["preprocessor_config.json", ...TOKENIZER],
    optional: [],
  },
  dinov2: {
    roles: ["image-encoder"],
    graphs: ["model"],
    needed: ["preprocessor_config.json"],
    optional: [],
  },
  "vit-gpt2": {
    roles: ["captioner"],
    graphs: ["encoder_model", "decoder_model_merged"],
    needed: ["preprocessor_config.json", ...TOKENIZER],
    optional: GENERATION,
  },
  smolvlm: {
    roles: ["captioner"],
    graphs: ["vision_encoder", "embed_tokens", "decoder_model_merged"],
    needed: ["preprocessor_config.json", "processor_config.json", ...TOKENIZER],
    optional: GENERATION,
  },
  florence2: {
    roles: ["captioner"],
    graphs: ["vision_encoder", "embed_tokens", "encoder_model", "decoder_model_merged"],
    needed: ["preprocessor_config.json", ...TOKENIZER],
    optional: GENERATION,
  },
};

/** Of the file names of the hub's ONNX conversions, as transformers.js has them. */
const DTYPE_SUFFIX: Readonly<Record<Dtype, string>> = {
  fp32: "",
  fp16: "_fp16",
  q8: "_quantized",
  q4: "_q4",
  q4f16: "_q4f16",
};

/** What the page must know of a model before it is downloaded. */
export interface ModelFacts {
  readonly family: ModelFamily;
  readonly roles: readonly ModelRole[];
  /** Length of its vectors; 0 for a captioner. */
  readonly dimension: number;
}

/** @throws StudioError models/unsupported, naming the class, for a model that the page cannot run */
export function modelFacts(id: string, config: unknown): ModelFacts {
  const fields = fieldsOf(config);
  const family = familyOf(fields);
  const dimension = family === null ? null : dimensionOf(family, fields);
  if (family === null || dimension === null) {
    const found = textIn(fields, "model_type") ?? "no model_type";
    const text = `${id} is of the class ${found}.`;
    throw new StudioError("models/unsupported", text, { id, found });
  }
  return { family, roles: FAMILY_FILES[family].roles, dimension };
}

function familyOf(config: Fields): ModelFamily | null {
  switch (textIn(config, "model_type")) {
    case "clip":
      return "clip";
    case "siglip":
      return "siglip";
    case "dinov2":
      return "dinov2";
    case "idefics3":
    case "smolvlm":
      return "smolvlm";
    case "florence2":
      return "florence2";
    case "vision-encoder-decoder": {
      const encoder = textIn(fieldsOf(config["encoder"]), "model_type");
      const decoder = textIn(fieldsOf(config["decoder"]), "model_type");
      return encoder === "vit" && decoder === "gpt2" ? "vit-gpt2" : null;
    }
    default:
      return null;
  }
}

function dimensionOf(family: ModelFamily, config: Fields): number | null {
  const vision = fieldsOf(config["vision_config"]);
  switch (family) {
    case "clip":
      return numberIn(config, "projection_dim") ?? numberIn(vision, "projection_dim");
    case "siglip":
      return numberIn(vision, "hidden_size");
    case "dinov2":
      return numberIn(config, "hidden_size");
    default:
      return 0;
  }
}

/**
 * One plan for each number format of which all files are there, the likeliest to suit first: on WebGPU half precision where the adapter
 * has it, else full; on wasm 8-bit weights, which are smaller and faster there. The visitor may choose another.
 */
export function modelPlans(
  listing: HubListing,
  facts: ModelFacts,
  device: { readonly webgpu: boolean; readonly shaderF16: boolean },
): readonly ModelPlan[] {
  return DTYPES.flatMap((dtype) => planOf(listing, facts, dtype) ?? []).toSorted(
    (a, b) => suits(b.ref.dtype, device) - suits(a.ref.dtype, device),
  );
}

function suits(
  dtype: Dtype,
  device: { readonly webgpu: boolean; readonly shaderF16: boolean },
): number {
  const order: readonly Dtype[] = !device.webgpu
    ? ["q8", "fp32", "q4"]
    : device.shaderF16
      ? ["fp16", "fp32", "q4f16", "q4", "q8"]
      : ["fp32", "q4", "q8"];
  const place = order.indexOf(dtype);
  return place === -1 ? 0 : order.length - place;
}

/** Null where a file that the format takes is not there. */
function planOf(
  { id, revision, licence, files }: HubListing,
  { family, roles, dimension }: ModelFacts,
  dtype: Dtype,
): ModelPlan | null {
  const { graphs, needed, optional } = FAMILY_FILES[family];
  const byPath = new Map(files.map((file) => [file.path, file]));
  const chosen: HubFile[] = [];
  const graphPaths = graphs.map((graph) => `onnx/${graph}${DTYPE_SUFFIX[dtype]}.onnx`);
  for (const path of ["config.json", ...needed, ...graphPaths]) {
    const file = byPath.get(path);
    if (file === undefined) return null;
    chosen.push(file);
  }
  for (const path of optional)
    chosen.push(...[byPath.get(path)].filter((file) => file !== undefined));
  // Weights of more than 2 GB lie beside their graph.
  for (const path of graphPaths) {
    chosen.push(...files.filter((file) => file.path.startsWith(`${path}_data`)));
  }
  return { ref: { id, revision, dtype }, family, roles, dimension, licence, files: chosen };
}

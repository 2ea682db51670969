import { existsSync, readFileSync } from "node:fs";
import { CLIPTokenizer } from "@huggingface/transformers";
import { describe, expect, test } from "vitest";
import reference from "./clip-token-ids.json" with { type: "json" };
import { tokenIds } from "./text-tokens.ts";

/** CLIP's own tokenizer, which is not part of the project. */
const FOLDER = new URL("../../../../shared/data/clip-tokenizer/", import.meta.url);
const isThere = existsSync(FOLDER);

const json = (name: string): object =>
  JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")) as object;

describe.skipIf(!isThere)("CLIP's token ids; skipped without ../shared/data/clip-tokenizer", () => {
  const tokenizer = isThere
    ? new CLIPTokenizer(json("tokenizer.json"), json("tokenizer_config.json"))
    : null;

  test.each(reference.texts)("%j", ({ text, ids, cut }) => {
    if (tokenizer === null) return;
    expect(tokenIds(tokenizer, text)).toEqual({ ids, cut });
  });
});

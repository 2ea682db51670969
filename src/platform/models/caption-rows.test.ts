/** Rows of one batch end each for itself, and are heard one at a time. */

import type { PreTrainedModel, PreTrainedTokenizer } from "@huggingface/transformers";
import { beforeEach, describe, expect, test } from "vitest";
import { createCancelToken } from "../../pipeline/cancel-token.ts";
import { createWrittenRows, endTokensOf, type WrittenRows } from "./caption-rows.ts";

const END = 9;
const WORDS = ["a", "red", "green", "bird", "apple"];
const tokenizer = {
  all_special_ids: [],
  decode: (ids: readonly number[]) => ids.map((id) => WORDS[id]).join(" "),
} as unknown as PreTrainedTokenizer;

describe("two rows", () => {
  let said: string[];
  let rows: WrittenRows;
  let cancel: (() => void)[];
  /** One step of the library: a token for each row, which ended rows get too. @returns whether each is to stop */
  const step = (...tokens: readonly number[]): unknown => {
    rows.streamer.put(tokens.map((token) => [BigInt(token)]));
    return rows.stop(tokens.map((token) => [token]));
  };

  beforeEach(() => {
    said = [];
    const tokens = [createCancelToken(), createCancelToken()];
    cancel = tokens.map((made) => made.cancel);
    rows = createWrittenRows(
      tokens.map(({ token }, row) => ({
        cancel: token,
        onText: (text) => said.push(`${row}: ${text}`),
      })),
      tokenizer,
      new Set([END]),
    );
    // The prompt, which here begins with the token that ends an answer.
    rows.streamer.put([[BigInt(END)], [BigInt(END)]]);
  });

  test("say what was written until their own end, whatever comes after it", () => {
    expect(step(0, 0)).toEqual([false, false]);
    expect(step(1, 3)).toEqual([false, false]);
    expect(step(3, END)).toEqual([false, true]);
    expect(step(END, 4)).toEqual([true, true]);
    expect(rows.texts()).toEqual(["a red bird", "a bird"]);
  });

  test("are heard one at a time: the next when the one before has ended", () => {
    step(0, 0);
    step(END, 2);
    step(4, 4);
    expect(said).toEqual(["0: a", "1: a green", "1: a green apple"]);
  });

  test("one that is cancelled is heard no more, and the other goes on", () => {
    step(0, 0);
    cancel[0]?.();
    expect(step(1, 2)).toEqual([true, false]);
    expect(said).toEqual(["0: a", "1: a green"]);
  });
});

test.each([
  ["generation_config.json first", { eos_token_id: 1 }, { eos_token_id: 2 }, [1]],
  ["a list of them", { eos_token_id: [1, 5] }, {}, [1, 5]],
  [
    "a decoder's own before the whole model's",
    {},
    { eos_token_id: 2, decoder: { eos_token_id: 3 } },
    [3],
  ],
  ["none", {}, { eos_token_id: null }, []],
])("the tokens that end a text: %s", (_, generation, config, expected) => {
  const model = { generation_config: generation, config } as unknown as PreTrainedModel;
  expect([...endTokensOf(model)]).toEqual(expected);
});

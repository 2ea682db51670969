/** Captions that are written side by side, one a row of the batch: heard as they grow, and each ended for itself. */

import {
  StoppingCriteria,
  TextStreamer,
  type PreTrainedModel,
  type PreTrainedTokenizer,
} from "@huggingface/transformers";
import type { CancelToken } from "../../pipeline/artifacts.ts";
import { fieldsOf } from "../../pipeline/models/json-fields.ts";

export interface CaptionRow {
  readonly cancel: CancelToken;
  /** Hears the text so far. */
  readonly onText: (text: string) => void;
}

/** For `generate`. */
export interface WrittenRows {
  readonly streamer: TextStreamer;
  readonly stop: StoppingCriteria;
  /** What the rows say when `generate` has ended. */
  readonly texts: () => string[];
}

export function createWrittenRows(
  rows: readonly CaptionRow[],
  tokenizer: PreTrainedTokenizer,
  endTokens: ReadonlySet<number>,
): WrittenRows {
  const tokens: number[][] = rows.map(() => []);
  /** The library looks at the last token alone, and goes on with a row as long as another one does. */
  const ended = rows.map(() => false);
  let prompted = false;
  const text = (row: number): string =>
    tokenizer.decode(tokens[row] ?? [], { skip_special_tokens: true }).trim();

  const take = (row: number, token: number): void => {
    if (ended[row] === true) return;
    if (endTokens.has(token)) ended[row] = true;
    else tokens[row]?.push(token);
  };
  /** One at a time is enough to see that it goes on. */
  const sayFirst = (): void => {
    const row = ended.findIndex((isEnded, i) => !isEnded && rows[i]?.cancel.cancelled === false);
    if ((tokens[row]?.length ?? 0) > 0) rows[row]?.onText(text(row));
  };
  return {
    streamer: new RowStreamer(tokenizer, (values) => {
      // The first are those of the prompt.
      if (prompted) values.forEach(([token], row) => take(row, Number(token)));
      prompted = true;
      sayFirst();
    }),
    stop: new RowsEnd((row) => ended[row] === true || rows[row]?.cancel.cancelled === true),
    texts: () => rows.map((_, row) => text(row)),
  };
}

/** The library's own takes one row. */
class RowStreamer extends TextStreamer {
  readonly #onTokens: (values: bigint[][]) => void;

  constructor(tokenizer: PreTrainedTokenizer, onTokens: (values: bigint[][]) => void) {
    super(tokenizer);
    this.#onTokens = onTokens;
  }

  override put(values: bigint[][]): void {
    this.#onTokens(values);
  }

  override end(): void {
    // Nothing is held back until then.
  }
}

class RowsEnd extends StoppingCriteria {
  // No private field: the library's constructor gives another object than `this`.
  readonly hasEnded: (row: number) => boolean;

  constructor(hasEnded: (row: number) => boolean) {
    super();
    this.hasEnded = hasEnded;
  }

  override _call(inputIds: number[][]): boolean[] {
    return inputIds.map((_, row) => this.hasEnded(row));
  }
}

/** Where the library itself takes them from. */
export function endTokensOf(model: PreTrainedModel): ReadonlySet<number> {
  const config = fieldsOf(model.config);
  const sources = [
    fieldsOf(model.generation_config),
    ...["text_config", "generator", "decoder"].map((part) => fieldsOf(config[part])),
    config,
  ];
  const given = sources.map((source) => source["eos_token_id"]).find((value) => value != null);
  return new Set([given].flat().filter((value) => typeof value === "number"));
}

/** What the words of a file's and a column's name say: the set, the part, the shard, and what its rows are. */

import type { Part } from "../../artifacts.ts";
import { stemOf } from "../../dataset/file-path.ts";
import { partNamed } from "../../dataset/layouts/part-names.ts";
import type { FeatureRole } from "../imported-features.ts";

export interface ColumnPlace {
  /** What is left of the path when every word that says something was taken out; "" where nothing is. */
  readonly set: string;
  readonly part: Part | null;
  /** Number of one of several files that follow each other (img_emb_3.npy). */
  readonly shard: number | null;
  /** The role that a word names, and that word; null where they say "features" or nothing. */
  readonly hint: { readonly role: FeatureRole; readonly word: string } | null;
}

/** One word, or two that mean something else together than each alone. */
const ROLE_WORDS: readonly (readonly [RegExp, FeatureRole])[] = [
  [/^(images?|imgs?|visual|vision)$/, "image-features"],
  [/^(texts?|txt)$/, "text-features"],
  [/^(labels?|targets?|y|class|category)$/, "labels"],
  [/^(files?|filenames?|paths?|filepaths?|names?|url)$/, "file-names"],
  [/^((images?|imgs?|file) (paths?|files?|names?|url))$/, "file-names"],
  [/^captions?$/, "captions"],
  [/^(splits?|parts?|subset|partition|fold)$/, "splits"],
  [/^(classes|classnames?|(class|label|category) names?)$/, "class-names"],
  [/^(prompts?|zeroshot)$/, "class-text-features"],
  [/^(class|classes) (texts?|prompts?|emb|embeddings?|feat|features?)$/, "class-text-features"],
  [/^texts? (classifier|classes|weights)$/, "class-text-features"],
  [/^shots$/, "shots"],
];

const NEUTRAL_WORD =
  /^(emb|embs|embeddings?|features?|feats?|vectors?|metadata|meta|data|x|info|all)$/;

/**
 * @param path of the file, without the directories that all files share
 * @param key of the column inside it, "" where the file is the column
 * @param keyNamesPart whether "test" in the key is a part (arrays of a .npz) and not a column of a table
 */
export function columnPlace(path: string, key: string, keyNamesPart: boolean): ColumnPlace {
  const segments = stemOf(path).split("/").map(wordsOf);
  const ofPath = segments.flat();
  const ofKey = wordsOf(key);
  const last = ofPath.at(-1);
  const hinting = key === "" ? ofPath : ofKey;
  const hint = hinting.findLast(({ role }) => role !== null);
  const parts = [...ofPath, ...(keyNamesPart ? ofKey : [])].filter(({ part }) => part !== null);
  return {
    set: segments
      .map((words) => nameOfRest(words, last))
      .filter((name) => name !== "")
      .join("/"),
    part: parts.at(-1)?.part ?? null,
    shard: last !== undefined && isNumber(last) ? Number(last.text) : null,
    hint: hint === undefined ? null : { role: hint.role!, word: hint.text },
  };
}

interface NameWord {
  readonly text: string;
  /** What stands between it and the word before. */
  readonly separator: string;
  readonly role: FeatureRole | null;
  readonly part: Part | null;
}

function wordsOf(name: string): NameWord[] {
  const words = [...name.matchAll(/([/._\-\s]*)([^/._\-\s]+)/g)].map((match) => ({
    separator: match[1]!,
    text: match[2]!,
  }));
  const found: NameWord[] = [];
  for (let i = 0; i < words.length; i++) {
    const { separator, text } = words[i]!;
    const next = words[i + 1];
    const pairRole = next === undefined ? null : roleNamed(`${text} ${next.text}`);
    if (next !== undefined && pairRole !== null) {
      found.push({
        separator,
        text: text + next.separator + next.text,
        role: pairRole,
        part: null,
      });
      i++;
    } else {
      found.push({ separator, text, role: roleNamed(text), part: partNamed(text) });
    }
  }
  return found;
}

function roleNamed(words: string): FeatureRole | null {
  return ROLE_WORDS.find(([pattern]) => pattern.test(words.toLowerCase()))?.[1] ?? null;
}

function isNumber({ text }: NameWord): boolean {
  return /^\d{1,9}$/.test(text);
}

/** "oxford_pets.train" gives "oxford_pets", "pets25.text" "pets25", "img_emb_0" "". */
function nameOfRest(words: readonly NameWord[], last: NameWord | undefined): string {
  const rest = words.filter(
    (word) =>
      word.role === null &&
      word.part === null &&
      !NEUTRAL_WORD.test(word.text.toLowerCase()) &&
      !(word === last && isNumber(word)),
  );
  return rest.map(({ separator, text }, i) => (i === 0 ? text : separator + text)).join("");
}

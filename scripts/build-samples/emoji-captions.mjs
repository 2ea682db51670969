/** Captions of the drawings: "a drawing of" and the CLDR name with the article English wants. */

/** Names that are plural or not countable, so that no article belongs in front of them. */
const WITHOUT_ARTICLE = new Set([
  "bacon",
  "badminton",
  "baguette bread",
  "ballet shoes",
  "beans",
  "blueberries",
  "bowling",
  "bread",
  "briefs",
  "broccoli",
  "building construction",
  "butter",
  "canned food",
  "chains",
  "cherries",
  "construction",
  "cooking",
  "crossed swords",
  "falafel",
  "field hockey",
  "flatbread",
  "french fries",
  "garlic",
  "ginger root",
  "glasses",
  "gloves",
  "goggles",
  "grapes",
  "houses",
  "ice hockey",
  "jeans",
  "lacrosse",
  "leafy green",
  "light rail",
  "meat on bone",
  "pancakes",
  "paw prints",
  "peanuts",
  "ping pong",
  "popcorn",
  "prayer beads",
  "salt",
  "shopping bags",
  "shorts",
  "skis",
  "socks",
  "sunglasses",
  "tennis",
  "Tokyo tower",
  "wood",
]);

/** Names that take the definite article. */
const WITH_THE = new Set(["Statue of Liberty"]);

/** Begins with a vowel letter but is spoken with "y" or "w", so that "a" comes before it. */
const SPOKEN_WITH_A = /^(uni|ewe|one-)/i;

function withArticle(name) {
  if (WITHOUT_ARTICLE.has(name)) return name;
  if (WITH_THE.has(name)) return `the ${name}`;
  const article = /^[aeiou]/i.test(name) && !SPOKEN_WITH_A.test(name) ? "an" : "a";
  return `${article} ${name}`;
}

export const captionOfDrawing = (name) => `a drawing of ${withArticle(name)}`;

/** Whole numbers with thousands separated, and a noun that agrees with them. */

const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** 1440 -> "1,440" */
export function count(value: number): string {
  return grouped.format(value);
}

/** (1, "image") -> "1 image"; (1440, "image") -> "1,440 images"; an irregular plural is passed. */
export function countOf(value: number, singular: string, plural = `${singular}s`): string {
  return `${count(value)} ${value === 1 ? singular : plural}`;
}

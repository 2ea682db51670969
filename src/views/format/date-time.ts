/** Dates as words, in the visitor's own time zone. */

const dayAndMinute = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });

/** "2026-11-25T17:00:00Z" -> "25 November 2026 at 17:00"; text that is no date is shown as it is. */
export function dateTime(iso: string): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? iso : dayAndMinute.format(time);
}

/** Times a visitor waits for. */

/** 42.4 -> "0:42", 3725 -> "1:02:05" */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = String(whole % 60).padStart(2, "0");
  return hours === 0
    ? `${minutes}:${rest}`
    : `${hours}:${String(minutes).padStart(2, "0")}:${rest}`;
}

/** 42.4 -> "42 seconds", 125 -> "2 minutes": for a screen reader, where "0:42" is read as digits. */
export function spokenDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 90) return whole === 1 ? "1 second" : `${whole} seconds`;
  return `${Math.round(whole / 60)} minutes`;
}

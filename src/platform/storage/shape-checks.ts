/** Building blocks that tell whether a value read from a file has the shape that this version writes: files outlive the code that wrote them. */

export type Check = (value: unknown) => boolean;
type Shape<T> = Readonly<Record<keyof T, Check>>;

export const isString: Check = (value) => typeof value === "string";
export const isNumber: Check = (value) => typeof value === "number" && Number.isFinite(value);
export const isBoolean: Check = (value) => typeof value === "boolean";
export const isCount: Check = (value) => Number.isInteger(value) && isNumber(value);

export const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);

export const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);

export const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

export const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

/** An object of any names. */
export const mapOf =
  (check: Check): Check =>
  (value) =>
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(check);

/** Every field of T has a check, which the compiler demands; a field that is missing fails it. */
export function objectOf<T>(shape: Shape<T>): Check {
  const checks: readonly [string, Check][] = Object.entries(shape);
  return (value) =>
    typeof value === "object" &&
    value !== null &&
    checks.every(([field, check]) => check(Reflect.get(value, field)));
}

/** Undefined for text that is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Steps that wait for nothing, in the form of those that wait for a device. */

export async function* asyncSteps<Report, Result>(
  steps: Generator<Report, Result>,
): AsyncGenerator<Report, Result> {
  const result: { value: Result }[] = [];
  const kept = (function* (): Generator<Report, void> {
    result.push({ value: yield* steps });
  })();
  // A for loop ends the steps too when nobody asks for the rest.
  for (const report of kept) {
    await Promise.resolve();
    yield report;
  }
  return result[0]!.value;
}

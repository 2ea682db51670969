/** The page: panels in data-path order. */
export function StudioPage() {
  return (
    <main>
      <h1>GA-Net Studio</h1>
    </main>
  );
}

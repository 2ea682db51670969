/** Which models Run will use on a folder. */

import { useStudio } from "../studio-context.tsx";

export function PlannedModels() {
  const captioner = useStudio((state) => state.captions.captioner);
  const encoders = useStudio((state) => state.embeddings.encoders);
  if (captioner === null || encoders === null) return null;
  return (
    <p className="hint">
      Run captions the images with {captioner.name}, and embeds them with {encoders.image.name} and
      their captions with {encoders.text.name}. Nothing is downloaded: the models came with the
      page. The time left is shown once the first images are done.
    </p>
  );
}

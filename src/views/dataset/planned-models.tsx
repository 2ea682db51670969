/** Which models Run will use on a folder. */

import { selectCaptioner } from "../../studio/selectors/captioner.ts";
import { useStudio } from "../studio-context.tsx";

const KEPT = "Nothing is downloaded: the models are in this browser already.";
const FETCHED = "The browser may fetch its own model from its maker; this page downloads nothing.";

export function PlannedModels() {
  const captioner = useStudio(selectCaptioner);
  const encoders = useStudio((state) => state.embeddings.encoders);
  const isFetched = useStudio(
    ({ models }) => models.choice.captioner === "browser" && models.browserModel !== "ready",
  );
  if (captioner === null || encoders === null) return null;
  return (
    <p className="hint">
      Run captions the images with {captioner.name}, and embeds them with {encoders.image.name} and
      their captions with {encoders.text.name}. {isFetched ? FETCHED : KEPT} The time left is shown
      once the first images are done.
    </p>
  );
}

/** The picture of an example, once it is there. */

import { useEffect, useState } from "react";
import { useStudioContext, type ThumbnailImage } from "../studio-context.tsx";

export function useThumbnail(example: number): ThumbnailImage | null {
  const { thumbnail } = useStudioContext();
  const [loaded, setLoaded] = useState<{ example: number; image: ThumbnailImage | null } | null>(
    null,
  );
  useEffect(() => {
    let current = true;
    const settle = (image: ThumbnailImage | null): void => {
      if (current) setLoaded({ example, image });
    };
    thumbnail(example).then(settle, () => settle(null));
    return () => {
      current = false;
    };
  }, [thumbnail, example]);
  return loaded?.example === example ? loaded.image : null;
}

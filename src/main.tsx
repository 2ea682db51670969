/** Composition root: the only file that knows every layer. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { StudioPage } from "./views/studio-page.tsx";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <StudioPage />
  </StrictMode>,
);

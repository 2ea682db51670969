/** Whether the visitor's own work on a folder is in the browser's storage: not yet, while it is written; and not at all, where it could not be. */
export type Kept = "kept" | "saving" | "lost";

/** The formats that features go out in, apart from their writers, which the page loads only in a worker. */

export const EXPORT_FORMATS = ["npz", "safetensors", "npy", "parquet", "csv", "json"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A worker that asks a hub and downloads models. */

import { copyFiles, downloadFiles } from "../models/download-files.ts";
import { askHub } from "../models/hub-client.ts";
import type { DownloadProtocol } from "./download-protocol.ts";
import { serve } from "./worker-link.ts";

serve<DownloadProtocol>({ ask: askHub, copy: copyFiles, download: downloadFiles });

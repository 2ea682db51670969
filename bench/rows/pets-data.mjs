// @ts-check
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Missing } from "../python-peer.mjs";

/** @param {string} data @throws {Missing} without the CLIP features of Oxford Pets */
export function needPets(data) {
  const file = join(data, "clip-vitb32/oxford_pets.test.npy");
  if (!existsSync(file)) throw new Missing(`there is no ${file}; GANET_DATA names another folder`);
}

/** The address of the hub, or of a mirror in its place: kept in this browser, and for this visit alone where the browser keeps nothing. */

import { StudioError } from "../../errors.ts";

const HUB = "https://huggingface.co";
const KEY = "ganet-hub-address";

export interface HubAddress {
  /** Without a slash at its end. */
  readonly hubAddress: () => string;
  /** @throws StudioError models/bad-name for what is no http(s) address; an empty one is the usual hub's */
  readonly setHubAddress: (typed: string) => void;
}

export function createHubAddress(): HubAddress {
  // localStorage itself throws where all data of sites are blocked.
  let unkept: string | null = null;
  return {
    hubAddress: () => {
      if (unkept !== null) return unkept;
      try {
        return localStorage.getItem(KEY) ?? HUB;
      } catch {
        return HUB;
      }
    },
    setHubAddress: (typed) => {
      const address = checkedAddress(typed);
      try {
        if (address === HUB) localStorage.removeItem(KEY);
        else localStorage.setItem(KEY, address);
        unkept = null;
      } catch {
        unkept = address;
      }
    },
  };
}

function checkedAddress(typed: string): string {
  const address = typed.trim().replace(/\/+$/u, "");
  if (address === "") return HUB;
  if (URL.canParse(address) && /^https?:$/u.test(new URL(address).protocol)) return address;
  const text = `${typed} is no address of a hub: https://host is.`;
  throw new StudioError("models/bad-name", text, { address: typed });
}

import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { Dialog } from "./dialog.tsx";

afterEach(cleanup);

test("is closed while it still stands in the page, so that the browser can give the focus back", () => {
  const { unmount } = render(
    <Dialog title="Help" onClose={() => undefined}>
      Keys
    </Dialog>,
  );
  const dialog = screen.getByRole<HTMLDialogElement>("dialog");
  let stood = false;
  dialog.close = () => {
    stood = dialog.isConnected;
  };
  unmount();
  expect(stood).toBe(true);
});

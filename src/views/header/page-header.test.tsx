import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fakeDataset, fakeStudio, loadFolder, type FakeStudio } from "../fake-studio.ts";
import { StudioContext } from "../studio-context.tsx";
import { DropTarget } from "./drop-target.tsx";
import { HelpDialog } from "./help-dialog.tsx";
import { PageHeader } from "./page-header.tsx";
import { useTheme } from "./use-theme.ts";

beforeEach(() => {
  localStorage.clear();
});
afterEach(cleanup);

function Header() {
  const { theme, toggle } = useTheme();
  return <PageHeader theme={theme} onToggleTheme={toggle} onHelp={() => undefined} />;
}

function show(fake: FakeStudio): void {
  render(
    <StudioContext value={fake.context}>
      <Header />
      <DropTarget />
    </StudioContext>,
  );
}

const progress = { label: "Captions", done: 3, total: 8, rate: 2, secondsLeft: 2.5 };

test("Run waits for a data set, then runs every stage", async () => {
  const fake = fakeStudio();
  show(fake);
  const run = screen.getByRole("button", { name: "Run" });
  expect(run).toHaveProperty("disabled", true);
  loadFolder(fake.studio, fakeDataset(["cat", "dog"], 4));
  await userEvent.click(await screen.findByRole("button", { name: "Run" }));
  expect(fake.calls).toEqual([["runAll"]]);
});

test("while a stage runs the same place cancels", async () => {
  const fake = fakeStudio();
  loadFolder(fake.studio, fakeDataset(["cat", "dog"], 4));
  fake.studio.getState().patchCaptions({ run: { status: "running", progress } });
  show(fake);
  expect(screen.queryByRole("button", { name: "Run" })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(fake.calls).toEqual([["cancel"]]);
});

test("the chip shows a data set's name as text and counts it", () => {
  const fake = fakeStudio();
  const name = "<img src=x onerror=alert(1)>";
  loadFolder(fake.studio, { ...fakeDataset(["cat", "dog"], 4), name });
  show(fake);
  expect(screen.getByText(name)).toBeTruthy();
  expect(document.querySelector("img")).toBeNull();
  expect(screen.getByText(/8 images, 2 classes/)).toBeTruthy();
});

test("a software GPU is called by its name, and its report can be read", async () => {
  const fake = fakeStudio();
  fake.studio.getState().patchDevice({
    report: {
      kind: "software-gpu",
      adapter: "SwiftShader",
      crossOriginIsolated: true,
      processors: 2,
      lines: [["Adapter", "SwiftShader"]],
    },
  });
  show(fake);
  await userEvent.click(screen.getByRole("button", { name: "Software GPU: running on the CPU" }));
  const dialog = screen.getByRole("dialog", { name: "Device report" });
  expect(within(dialog).getByText("SwiftShader")).toBeTruthy();
  await userEvent.click(within(dialog).getByRole("button", { name: "Copy" }));
  expect(await within(dialog).findByText("Copied.")).toBeTruthy();
  expect(await navigator.clipboard.readText()).toContain("Adapter: SwiftShader");
});

test("Open folder asks the directory picker where there is one", async () => {
  const fake = fakeStudio();
  show(fake);
  await userEvent.click(screen.getByRole("button", { name: "Open folder" }));
  expect(fake.calls).toEqual([["pickDirectory"]]);
});

test("without a picker Open folder is a directory input", () => {
  const fake = fakeStudio({ canPickDirectory: false });
  show(fake);
  const input = screen.getByLabelText<HTMLInputElement>("Open folder");
  expect(input.webkitdirectory).toBe(true);
  fireEvent.change(input, { target: { files: [new File(["x"], "a.png")] } });
  expect(fake.calls.map(([name]) => name)).toEqual(["takeFiles"]);
});

test("the theme follows the system until another is chosen, and choosing the system's forgets it", async () => {
  show(fakeStudio());
  const root = document.documentElement;
  expect(root.dataset["theme"]).toBe("light");
  await userEvent.click(screen.getByRole("button", { name: "Use the dark theme" }));
  expect(root.dataset["theme"]).toBe("dark");
  expect(localStorage.getItem("ganet-theme")).toBe("dark");
  await userEvent.click(screen.getByRole("button", { name: "Use the light theme" }));
  expect(root.dataset["theme"]).toBe("light");
  expect(localStorage.getItem("ganet-theme")).toBeNull();
});

test("dragging files over the page says what a drop does, and a drop is taken", () => {
  const fake = fakeStudio();
  show(fake);
  const dataTransfer = { types: ["Files"] };
  fireEvent.dragEnter(document.body, { dataTransfer });
  expect(screen.getByText(/They stay on this computer/)).toBeTruthy();
  fireEvent.drop(document.body, { dataTransfer });
  expect(screen.queryByText(/They stay on this computer/)).toBeNull();
  expect(fake.calls.map(([name]) => name)).toEqual(["takeDrop"]);
});

test("dragged text is none of the page's business", () => {
  const fake = fakeStudio();
  show(fake);
  fireEvent.dragEnter(document.body, { dataTransfer: { types: ["text/plain"] } });
  expect(screen.queryByText(/They stay on this computer/)).toBeNull();
});

test("help turns single keys off", async () => {
  const chosen: boolean[] = [];
  render(
    <HelpDialog singleKeys onSingleKeys={(on) => chosen.push(on)} onClose={() => undefined} />,
  );
  await userEvent.click(screen.getByRole("switch", { name: "Single-key shortcuts" }));
  expect(chosen).toEqual([false]);
});

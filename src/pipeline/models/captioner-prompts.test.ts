import { expect, test } from "vitest";
import { captionerPrompts, promptOf } from "./captioner-prompts.ts";

test("Florence-2 is asked its own sentences and nothing else", () => {
  const [first, second] = captionerPrompts("florence2")?.tasks ?? [];
  expect(promptOf("florence2", null)).toBe(first?.prompt);
  expect(promptOf("florence2", second?.prompt ?? "")).toBe(second?.prompt);
  expect(promptOf("florence2", "What is the colour of the car?")).toBe(first?.prompt);
});

test("SmolVLM is asked what the visitor writes, ViT-GPT2 nothing", () => {
  expect(promptOf("smolvlm", "Name the animal.")).toBe("Name the animal.");
  expect(promptOf("smolvlm", null)).toMatch(/^Describe/);
  expect(captionerPrompts("vit-gpt2")).toBeNull();
  expect(promptOf("vit-gpt2", "Name the animal.")).toBe("");
});

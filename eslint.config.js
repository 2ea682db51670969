// Lint rules of the house: strict typed rules, hooks, size stops, and the traps that types cannot see.
import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const TESTS = ["**/*.test.{ts,tsx}", "e2e/**/*.ts"];

const indexOrNumber =
  "an index out of range would become a plausible number: check the range, or use `!` where the loop proves it";

const restrictedSyntax = [
  {
    selector:
      "LogicalExpression[operator='??']:matches([left.type='MemberExpression'][left.computed=true], [left.type='ChainExpression'][left.expression.computed=true]):matches([right.type='Literal'][right.raw=/^[\\d.]/], [right.type='UnaryExpression'][right.argument.raw=/^[\\d.]/])",
    message: `No number after array[i] ??: ${indexOrNumber}.`,
  },
  {
    selector: "CallExpression[callee.property.name=/^(dataSync|arraySync|readSync|print)$/]",
    message:
      "A synchronous read returns zeros and can end the GPU process on WebGPU: await data() or array().",
  },
  {
    selector:
      ":matches(ImportDeclaration, ExportNamedDeclaration, ExportAllDeclaration, ImportExpression)[source.value=/^\\.{1,2}\\u002F(?!.*\\.(tsx?|m?js|cjs|json|css|svg|png|wasm|onnx)(\\?.*)?$)/]",
    message: "Relative imports carry the extension of the file.",
  },
];

const productSyntax = [
  { selector: "ExportDefaultDeclaration", message: "No default exports." },
  {
    selector: ":matches(ExportAllDeclaration, ExportNamedDeclaration)[source.value=/^\\./]",
    message: "No barrels: import from the file that defines the name.",
  },
];

export default defineConfig(
  // AssemblyScript looks like TypeScript and is another language.
  globalIgnores(["dist/", "public/", "test-results/", "docs/", "src/numeric/simd/assembly/"]),
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "max-lines": ["error", { max: 400 }],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      "no-undef": "off", // tsc knows the globals of each ring
      "no-warning-comments": "error",
      "no-restricted-syntax": ["error", ...restrictedSyntax],
      "@typescript-eslint/no-unsafe-enum-assignment": "off", // there is no enum, and it takes its time to find none
      eqeqeq: ["error", "always", { null: "ignore" }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
    },
  },
  {
    files: ["src/**/*.{ts,tsx}", "e2e/**/*.ts"],
    rules: {
      "no-console": "error",
      "no-restricted-syntax": ["error", ...restrictedSyntax, ...productSyntax],
    },
  },
  // Hooks and components live in the views and nowhere else.
  { files: ["src/{main.tsx,views/**/*.{ts,tsx}}"], extends: [reactHooks.configs.flat.recommended] },
  // Pure rings: nothing of a browser or of Node, no clock, no randomness without a seed. Types of packages bring Node's globals in.
  {
    files: ["src/{numeric,pipeline,studio}/**/*.ts"],
    ignores: TESTS,
    rules: {
      "no-restricted-globals": ["error", "process", "Buffer", "global", "require", "fetch"],
    },
  },
  {
    files: ["src/{numeric,pipeline}/**/*.ts"],
    ignores: TESTS,
    rules: {
      "no-restricted-globals": [
        "error",
        ...["process", "Buffer", "global", "require", "fetch"],
        ...["Date", "performance", "setTimeout", "setInterval", "AbortController"],
      ],
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "random", message: "Take a seeded generator." },
      ],
    },
  },
  {
    files: ["src/numeric/**/*.ts", "src/pipeline/**/*.ts", ...TESTS],
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
  // A describe block holds many short tests.
  { files: TESTS, rules: { "max-lines-per-function": "off" } },
  // Playwright's fixtures are functions named `use`, which are no hooks.
  { files: ["e2e/**/*.ts"], rules: { "no-empty-pattern": "off" } },
  // Scripts opt in to types with `// @ts-check`.
  { files: ["**/*.{js,mjs,cjs}"], extends: [tseslint.configs.disableTypeChecked] },
  { files: ["**/*.cjs"], rules: { "@typescript-eslint/no-require-imports": "off" } },
);

/**
 * Who may import whom. Type-only and dynamic imports count.
 * numeric <- pipeline <- {platform, studio} <- views <- main, and inside the pipeline a stage imports only earlier stages.
 */
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

/** The data path, read from its definition, so that a new stage is ordered from its first day. */
const STAGES = stagesOf(readFileSync(join(__dirname, "src/pipeline/artifacts.ts"), "utf8"));

/** Studies of the whole path, which nothing on it imports. In their order: an ablation is run on what methods are run on. */
const STUDIES = ["methods", "ablations", "continual"];

/** @param {string} artifacts source of artifacts.ts */
function stagesOf(artifacts) {
  const list = /STAGES = \[([^\]]*)\]/.exec(artifacts)?.[1]?.match(/[a-z]+/g);
  if (!list) throw new Error("src/pipeline/artifacts.ts no longer holds the list STAGES");
  return list;
}

const TEST = "\\.test\\.tsx?$";
const ERRORS = "^src/errors\\.ts$";

/** @param {string} name @param {object} from @param {object} to @param {string} comment */
const forbid = (name, from, to, comment) => ({ name, severity: "error", comment, from, to });

/** A ring imports from src only itself and what is listed. @param {string} folder @param {string[]} allowed */
const ring = (folder, ...allowed) =>
  forbid(
    `ring:${folder}`,
    { path: `^src/${folder}/` },
    { path: "^src/", pathNot: [`^src/${folder}/`, ERRORS, ...allowed] },
    `src/${folder} may import: ${["itself", "errors.ts", ...allowed].join(", ")}`,
  );

/** A package is imported only from its home. @param {string} packages @param {string} homePath */
const home = (packages, homePath) =>
  forbid(
    `home:${packages}`,
    { path: "^src/", pathNot: homePath },
    { path: `(^|node_modules/)(@types/)?(${packages})(/|$)` },
    `Only ${homePath} may import ${packages}`,
  );

const KNOWN_FILES = [
  "^src/(main\\.tsx|errors\\.ts|[a-z-]+\\.d\\.ts)$",
  `^src/pipeline/((${[...STAGES, ...STUDIES, "models", "peft", "dataset/layouts", "captions/text-files", "embeddings/feature-files"].join("|")})/)?[a-z0-9-]+(\\.test)?\\.(ts|json)$`,
  "^src/numeric/((fixtures|simd)/)?[a-z0-9-]+(\\.test)?\\.(ts|json|wasm)$",
  "^src/service-worker/[a-z-]+(\\.test)?\\.ts$",
  "^src/platform/(device|images|models|offline|workers|storage)/[a-z0-9-]+(\\.test|\\.worker)?\\.(ts|json)$",
  "^src/studio/((slices|commands|selectors)/)?[a-z0-9-]+(\\.test)?\\.ts$",
  `^src/views/((${[...STAGES, ...STUDIES].join("|")}|diagnostics|runs|import|models|texts|threshold-axis|header|stage-bar|plots|controls|format)/)?[a-z0-9-]+(\\.test)?\\.(tsx?|css)$`,
  "^src/views/graph/[a-z0-9-]+\\.worker\\.ts$",
];

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    forbid("no-cycles", {}, { circular: true }, "A cycle has no reading order."),
    forbid(
      "resolvable",
      { path: "^src/" },
      // Vite resolves ?url through the package's exports, dependency-cruiser does not; a wrong one breaks the build.
      { couldNotResolve: true, pathNot: "^onnxruntime-web/.*[?]url$" },
      "The file or package is missing.",
    ),
    forbid(
      "known-folders",
      { path: "^src/", pathNot: KNOWN_FILES },
      {},
      "Not a folder or file name of the house.",
    ),
    forbid(
      "known-folders:target",
      {},
      { path: "^src/", pathNot: KNOWN_FILES },
      "Not a folder or file name of the house.",
    ),

    ring("numeric"),
    ring("pipeline", "^src/numeric/"),
    // The ports stand where they are called; their implementations may see them and nothing else of the studio.
    ring(
      "platform",
      "^src/(pipeline|numeric)/",
      "^src/studio/(services|model-ports|session-port|ledger-record)\\.ts$",
      "^src/service-worker/kept-files\\.ts$",
    ),
    ring("service-worker"),
    ring("studio", "^src/(pipeline|numeric)/"),
    ring("views", "^src/(studio|pipeline)/"),
    forbid("errors-alone", { path: ERRORS }, { path: "^src/" }, "errors.ts is below every ring."),
    forbid(
      "main-is-the-top",
      { path: "^src/" },
      { path: "^src/main\\.tsx$" },
      "Nothing imports the composition root.",
    ),

    ...[...STAGES, ...STUDIES].map((stage, i) =>
      forbid(
        `stage-order:${stage}`,
        { path: `^src/pipeline/${stage}/` },
        { path: `^src/pipeline/(${[...[...STAGES, ...STUDIES].slice(i + 1), "peft"].join("|")})/` },
        "A stage imports only earlier stages.",
      ),
    ),
    forbid(
      "training-knows-no-model",
      { path: "^src/pipeline/training/", pathNot: TEST },
      { path: "^src/pipeline/(graph|adapter|peft)/" },
      "Training knows models only as TrainableModel, so that other models reuse it.",
    ),
    forbid(
      "artifacts-below-stages",
      { path: "^src/pipeline/(models/)?[^/]+$", pathNot: TEST },
      { path: `^src/pipeline/(${[...STAGES, ...STUDIES, "peft"].join("|")})/` },
      "artifacts.ts, tensor.ts and what is known of models are below the stages.",
    ),

    home("@tensorflow", "^src/(pipeline/tensor\\.ts$|platform/device/)"),
    home("@huggingface|onnxruntime-[a-z]+", "^src/platform/models/"),
    home("cytoscape", "^src/views/graph/"),
    home("react|react-dom|virtua|@testing-library", "^src/(views/|main\\.tsx)"),
    home("zustand", "^src/(studio|views)/"),
    home("d3-scale|d3-shape", "^src/views/"),
    home("idb", "^src/platform/storage/"),
    home("papaparse", "^src/(pipeline|studio|views)/"),
    home("fflate|hyparquet(-writer)?", "^src/(pipeline/(captions|embeddings|dataset)|platform)/"),
    home("umap-js", "^src/(pipeline/graph|platform/workers)/"),
    forbid(
      "numeric-without-packages",
      { path: "^src/numeric/", pathNot: TEST },
      { path: "node_modules" },
      "Leaf arithmetic has no packages.",
    ),
    forbid(
      "studio-without-react",
      { path: "^src/studio/" },
      { path: "node_modules/zustand/(?!(esm/)?vanilla)" },
      "Only zustand/vanilla is free of React.",
    ),
    forbid(
      "no-node",
      { path: "^src/", pathNot: TEST },
      { dependencyTypes: ["core"] },
      "The page has no Node modules.",
    ),
    forbid(
      "no-dev-packages",
      { path: "^src/", pathNot: TEST },
      {
        dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"],
        dependencyTypesNot: ["type-only"],
      },
      "The page is built from `dependencies` only.",
    ),
    forbid("tests-are-leaves", { path: "^src/" }, { path: TEST }, "Nothing imports a test."),
    forbid(
      "page-alone",
      { path: "^src/", pathNot: TEST },
      { path: "^(e2e|bench|scripts)/" },
      "The page imports no tooling.",
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    // AssemblyScript, which scripts/build-simd.mjs compiles.
    exclude: { path: "^src/numeric/simd/assembly/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "browser", "types", "default"],
    },
  },
};

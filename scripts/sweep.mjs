// @ts-check
/** npm run sweep -- --features DIR ...: starts scripts/sweep/command.ts through Vite, which reads the pipeline's TypeScript as it is. */
import { fileURLToPath } from "node:url";
import { createServer, isRunnableDevEnvironment } from "vite";

const server = await createServer({
  root: fileURLToPath(new URL("..", import.meta.url)),
  configFile: false,
  appType: "custom",
  logLevel: "error",
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
});
try {
  const { ssr } = server.environments;
  if (!isRunnableDevEnvironment(ssr)) throw new Error("Vite runs no code in this process");
  const { sweepCommand } = await ssr.runner.import("/scripts/sweep/command.ts");
  process.exitCode = await sweepCommand(process.argv.slice(2));
} finally {
  await server.close();
}

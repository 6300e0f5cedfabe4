/// <reference types="vitest/config" />
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, loadEnv } from "vite";

export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  // Effects run only in code that is compiled for browsers; the other tests render components as on a server.
  test: {
    testTransformMode: { web: ["**/live.test.ts"] },
    // No test waits for an external event, so a slow test means a busy machine. One test compares all pairs of sentences.
    testTimeout: 60_000,
  },
  // Relative, so that the studio also works below a path of a reverse proxy.
  base: "./",
  resolve: { alias: { $lib: "/src/lib", $report: "/src/report" } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    sourcemap: false,
    target: "es2022",
    // The server's content security policy forbids data: URLs, so icons and fonts stay files.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
    modulePreload: { polyfill: false },
    // The page for phones is one of its own: it loads quickly, and they are not shown the studio.
    rollupOptions: { input: ["index.html", "phone.html"] },
  },
  server: {
    host: "127.0.0.1",
    // TINSMITH is the address of a running `tinsmith serve`, which requires its own name as the host of each request.
    proxy: {
      "/api": { target: loadEnv(mode, ".", "TINSMITH").TINSMITH ?? "http://127.0.0.1:8420", changeOrigin: true },
    },
  },
}));

/// <reference types="vitest/config" />
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, loadEnv } from "vite";

export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  // Effects run only in code for browsers; the other tests take components as a server renders them.
  test: {
    testTransformMode: { web: ["**/live.test.ts"] },
    // No test waits for something outside, so a slow test is a busy machine: one compares each sentence with all others.
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
    // The server's policy lets data: URLs in nowhere; icons and fonts stay files.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
    modulePreload: { polyfill: false },
  },
  server: {
    host: "127.0.0.1",
    // TINSMITH is where a running `tinsmith serve` answers. It sees its own name as the host, as it wants.
    proxy: {
      "/api": { target: loadEnv(mode, ".", "TINSMITH").TINSMITH ?? "http://127.0.0.1:8420", changeOrigin: true },
    },
  },
}));

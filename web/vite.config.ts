import react from '@vitejs/plugin-react';
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

// Where the page is worked on with `npm run dev`, a program at this address answers.
const program = process.env['TOUCHLINE_API'] ?? 'http://127.0.0.1:8080';
const proxied = ['/auth', '/users', '/bot', '/strategies', '/trading', '/api', '/order', '/risk', '/data', '/subscribe', '/unsubscribe', '/backtests', '/sweeps', '/exchange', '/audit', '/ml', '/detection', '/health', '/metrics', '/docs'];

/** The program serves files as they lie in it: text is packed once, here, when all else is done with it. */
function packed(): Plugin {
  return {
    name: 'packed',
    apply: 'build',
    writeBundle(output, bundle) {
      for (const name of Object.keys(bundle)) {
        if (!/\.(js|css|html)$/.test(name)) continue;
        const path = `${output.dir}/${name}`;
        writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  base: '/app/',
  plugins: [react(), packed()],
  build: {
    outDir: process.env['TOUCHLINE_PAGE_OUT'] ?? '../artifacts/page',
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 700,
    // The server allows fonts and scripts from files of its own alone.
    assetsInlineLimit: 0,
  },
  server: {
    proxy: {
      ...Object.fromEntries(proxied.map(path => [path, { target: program, changeOrigin: true, headers: { origin: program } }])),
      '/ws': { target: program, ws: true, changeOrigin: true, headers: { origin: program } },
    },
  },
  test: { environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'] },
});

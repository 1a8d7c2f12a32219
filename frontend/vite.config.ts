import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [react()],
  // Django serves the build under its static URL and finds the entries through dist/manifest.json.
  base: '/static/',
  publicDir: false,
  resolve: {
    alias: {
      // vtk.js reads XML polydata through xmlbuilder2, which extends a node class that a browser build replaces
      // by nothing: the build is green and the page dies at load. We read no XML, so a stub stands in.
      xmlbuilder2: here('./src/stubs/xmlbuilder2.ts'),
    },
  },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    manifest: 'manifest.json',
    sourcemap: false,
    // The viewer's engine is one large chunk by nature; it is only fetched where images are shown.
    chunkSizeWarningLimit: 3500,
    rollupOptions: { input: { room: here('./src/main.tsx'), pages: here('./src/app/pages.ts') } },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
  },
});

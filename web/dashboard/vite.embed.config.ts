/** Builds what another portal can use of the dashboard, as a module that brings its own styles and nothing of React. */
import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { forPortals } from './scripts/portal-styles.js'

const from = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  plugins: [react()],
  resolve: {
    alias: [
      { find: '@', replacement: from('./src') },
      // A CommonJS stand-in for what React has had since 18; bundled, it would call `require` in the browser.
      { find: /^use-sync-external-store\/shim(\/.*)?$/, replacement: 'react' },
    ],
  },
  css: { postcss: { plugins: [forPortals] } },
  build: {
    outDir: 'dist-embed',
    target: 'baseline-widely-available',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    sourcemap: true,
    lib: { entry: from('./src/embed.ts'), formats: ['es'], fileName: 'index', cssFileName: 'style' },
    rolldownOptions: {
      external: [/^react($|\/)/, /^react-dom($|\/)/, /^@tanstack\/react-query$/, /^@teamkpi\/client$/],
      // Frameworks that render on a server are told that the sections are for the browser as well.
      output: { banner: ({ isEntry }) => (isEntry ? "'use client';" : '') },
    },
  },
})

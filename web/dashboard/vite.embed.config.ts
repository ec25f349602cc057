/** Builds what another portal can use of the dashboard, as a module that brings its own styles and nothing of React. */
import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const from = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': from('./src') } },
  build: {
    outDir: 'dist-embed',
    target: 'baseline-widely-available',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    lib: { entry: from('./src/embed.ts'), formats: ['es'], fileName: 'index', cssFileName: 'style' },
    rolldownOptions: {
      external: [/^react($|\/)/, /^react-dom($|\/)/, /^@tanstack\/react-query$/, /^@teamkpi\/client$/],
    },
  },
})

import react from '@vitejs/plugin-react'
import { env } from 'node:process'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

export default defineConfig({
  base: '/dashboard/',
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: 'baseline-widely-available',
    // Colours are written with light-dark(): what the browsers below know need not be written in an older way.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // The policy allows no data: in scripts or styles, and the checks read the map from file to chunk.
    assetsInlineLimit: 0,
    manifest: true,
    // The licences of all packages that are bundled, with their texts; they are part of what is shipped.
    license: { fileName: 'licenses.json' },
    modulePreload: { polyfill: false },
  },
  server: {
    port: 5176,
    strictPort: true,
    // With hot reload the pages come from Vite and the answers from `teamkpi serve`.
    proxy: Object.fromEntries(
      ['/api', '/dashboard/session'].map((path) => [path, env.TEAMKPI_SERVER ?? 'http://127.0.0.1:8000']),
    ),
  },
})

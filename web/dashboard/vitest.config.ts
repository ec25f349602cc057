import { fileURLToPath } from 'node:url'
import { mergeConfig } from 'vitest/config'
import vite from './vite.config.js'

const client = fileURLToPath(new URL('../client/src/', import.meta.url))

export default mergeConfig(vite, {
  // The sources, because another command may be building what they are built to.
  resolve: {
    alias: [
      { find: /^@teamkpi\/client$/, replacement: `${client}index.ts` },
      { find: /^@teamkpi\/client\/(.*)$/, replacement: `${client}$1.ts` },
    ],
  },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    environment: 'jsdom',
    // Threads, with a separate context for each file: less than half the processor time of a process for each.
    pool: 'vmThreads',
    testTimeout: 240_000,
    setupFiles: ['test/setup.ts'],
  },
})

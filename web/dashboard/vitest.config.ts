import { mergeConfig } from 'vitest/config'
import vite from './vite.config.js'

export default mergeConfig(vite, {
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    environment: 'jsdom',
    // Threads, with a separate context for each file: less than half the processor time of a process for each.
    pool: 'vmThreads',
    testTimeout: 240_000,
    setupFiles: ['test/setup.ts'],
  },
})

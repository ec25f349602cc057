import { mergeConfig } from 'vitest/config'
import vite from './vite.config.js'

export default mergeConfig(vite, {
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    environment: 'jsdom',
    // A context of its own for each file, in threads that keep what is compiled: half the time of a process for each.
    pool: 'vmThreads',
    testTimeout: 240_000,
    setupFiles: ['test/setup.ts'],
  },
})

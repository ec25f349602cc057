import { mergeConfig } from 'vitest/config'
import vite from './vite.config'

export default mergeConfig(vite, {
  test: { include: ['test/**/*.test.{ts,tsx}'], environment: 'jsdom', setupFiles: ['test/setup.ts'] },
})

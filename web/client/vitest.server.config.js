// The tests that ask a real server: tests/web/test_client.py starts one and says in the environment where it is.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@teamkpi\/client$/, replacement: new URL('src/index.ts', import.meta.url).pathname },
      { find: /^@teamkpi\/client\/(.*)$/, replacement: new URL('src/$1.ts', import.meta.url).pathname },
    ],
  },
  test: {
    include: ['test/server/**/*.test.ts'],
    fileParallelism: false,
    // Only ends a test that hangs: how long one takes says how busy the machine is.
    testTimeout: 240_000,
    provide: { server: JSON.parse(process.env.TEAMKPI_TEST_SERVER ?? 'null') },
  },
})

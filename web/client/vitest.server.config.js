// The tests that ask a real server: tests/web/test_client.py starts one and says in the environment where it is.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { alias: { '@teamkpi/client': new URL('src/index.ts', import.meta.url).pathname } },
  test: {
    include: ['test/server/**/*.test.ts'],
    fileParallelism: false,
    provide: { server: JSON.parse(process.env.TEAMKPI_TEST_SERVER ?? 'null') },
  },
})

import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const rooms = [
  'packages/plugin-api',
  'packages/core',
  'packages/standard',
  'packages/testing',
  'packages/demo',
  'packages/cli',
  'plugins/http-consumer',
  'plugins/rest-exposer',
  'plugins/mcp-exposer',
  'plugins/env-binder',
  'test',
]

/** Tests run against the sources of every package, so a test run never needs a build. */
const conditions = ['@naftiko/source', 'node', 'import', 'module', 'default']

export default defineConfig({
  test: {
    projects: rooms.map((room) => ({
      root: fileURLToPath(new URL(room, import.meta.url)),
      resolve: { conditions },
      ssr: { resolve: { conditions, externalConditions: conditions } },
      test: {
        name: room,
        include: room === 'test' ? ['**/*.test.ts'] : ['test/**/*.test.ts'],
        testTimeout: 20_000,
        passWithNoTests: true,
      },
    })),
  },
})

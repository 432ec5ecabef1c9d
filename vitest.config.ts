import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const rooms = [
  'packages/plugin-api',
  'packages/core',
  'packages/standard',
  'packages/testing',
  'packages/openapi',
  'packages/demo',
  'packages/cli',
  'plugins/http-consumer',
  'plugins/mcp-consumer',
  'plugins/rest-exposer',
  'plugins/mcp-exposer',
  'plugins/skill-exposer',
  'plugins/control-exposer',
  'plugins/env-binder',
  'plugins/script-step',
  'plugins/rules',
  'plugins/file-binder',
  'plugins/formats',
  'test',
]

/** Tests run against the sources of every package, so a test run never needs a build. */
const conditions = ['@naftiko/source', 'module', 'node', 'development|production']
/** What Node itself is told, for packages that are loaded as they are: nothing that would change how they find their own. */
const externalConditions = ['@naftiko/source']

export default defineConfig({
  test: {
    // One more than vitest would take on two cores: many tests wait for processes that they start.
    ...(availableParallelism() === 2 ? { maxWorkers: 2 } : {}),
    projects: rooms.map((room) => ({
      root: fileURLToPath(new URL(room, import.meta.url)),
      resolve: { conditions },
      ssr: { resolve: { conditions, externalConditions } },
      test: {
        name: room,
        include: room === 'test' ? ['**/*.test.ts'] : ['test/**/*.test.ts'],
        testTimeout: 60_000,
        hookTimeout: 60_000,
        passWithNoTests: true,
      },
    })),
  },
})

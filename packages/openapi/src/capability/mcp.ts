import type { JsonObject } from '@naftiko/plugin-api'
import type { ApiOperation } from '../api/api.ts'
import { answerType } from './consumes.ts'
import { toolInput, withOf } from './inputs.ts'
import type { PlannedApi, PlannedOperation } from './plan.ts'
import { brief, describe } from './text.ts'

/** What only tells about other requests is no tool. */
const NO_TOOLS = new Set(['HEAD', 'OPTIONS'])

/** The MCP side: a tool for each operation. */
export function mcpEntry(apis: readonly PlannedApi[], namespace: string, description: string): JsonObject {
  const tools = apis.flatMap((api) =>
    api.operations.filter(({ operation }) => !NO_TOOLS.has(operation.method)).map((planned) => toolOf(planned, api.namespace)),
  )
  return { type: 'mcp', namespace: `${namespace}-mcp`, port: 9090, transport: 'http', description, tools }
}

function toolOf({ operation, inputs }: PlannedOperation, namespace: string): JsonObject {
  const declared = inputs.filter((input) => input.constant === undefined)
  const given = withOf(inputs, 'tools')
  return {
    name: operation.name,
    ...(operation.summary === undefined ? {} : { label: operation.summary }),
    description: brief(describe(operation.summary, operation.description) ?? `${operation.method} ${operation.path}`),
    hints: hintsOf(operation),
    ...(declared.length === 0 ? {} : { inputParameters: declared.map(toolInput) }),
    call: `${namespace}.${operation.name}`,
    ...(given === undefined ? {} : { with: given }),
    ...(operation.answer?.json === true ? { outputParameters: [{ type: answerType(operation.answer.schema), mapping: '$.' }] } : {}),
  }
}

const HINTS: Readonly<Record<string, JsonObject>> = {
  GET: { readOnly: true, idempotent: true },
  POST: { readOnly: false, destructive: false, idempotent: false },
  PUT: { readOnly: false, destructive: true, idempotent: true },
  PATCH: { readOnly: false, destructive: true, idempotent: false },
  DELETE: { readOnly: false, destructive: true, idempotent: true },
}

/** Verbs of APIs that do everything with POST. */
const DESTROYS = /(?:^|-)(?:delete|remove|destroy|purge|revoke|erase|wipe|drop|cancel|terminate|deactivate|archive)(?:-|$)/

/** What the method says that the operation does to the world, for clients that ask before they act. */
function hintsOf({ method, name }: ApiOperation): JsonObject {
  const hints = HINTS[method] ?? HINTS['POST']!
  return { ...hints, ...(method === 'POST' && DESTROYS.test(name) ? { destructive: true } : {}), openWorld: true }
}

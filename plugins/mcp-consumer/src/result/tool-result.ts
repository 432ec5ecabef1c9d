import type { JsonObject, JsonValue } from '@naftiko/plugin-api'

/** What a server answers to `tools/call`, as far as it is of interest. */
export interface ToolResult {
  readonly content: readonly JsonObject[]
  readonly structuredContent?: JsonValue
  readonly isError: boolean
}

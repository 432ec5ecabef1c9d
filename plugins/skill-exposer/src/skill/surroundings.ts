import type { LinkContext, Sibling } from '@naftiko/plugin-api'

/** What tools of one skill are compiled with. */
export interface ToolSurroundings {
  readonly skill: string
  readonly folder: string | undefined
  readonly siblings: readonly Sibling[]
  readonly context: LinkContext
}

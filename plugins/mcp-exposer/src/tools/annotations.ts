import type { Effects } from '@naftiko/plugin-api'
import type { ToolEntry } from '../entry/tool-entry.ts'

/** What clients are told about the effects of a tool. */
export interface ToolAnnotations {
  readonly title?: string
  readonly readOnlyHint?: boolean
  readonly destructiveHint?: boolean
  readonly idempotentHint?: boolean
  readonly openWorldHint?: boolean
}

/** What is known of the called operation or function, and above that what the tool says itself, hint by hint. */
export function effectsOf(tool: ToolEntry, called: Effects | undefined): Effects | undefined {
  const { hints } = tool
  if (hints === undefined) return called
  return {
    ...called,
    ...(hints.readOnly === undefined ? {} : { safe: hints.readOnly, ...(hints.readOnly ? { destructive: false } : {}) }),
    ...(hints.idempotent === undefined ? {} : { idempotent: hints.idempotent }),
    ...(hints.destructive === undefined ? {} : { destructive: hints.destructive }),
    ...(hints.openWorld === undefined ? {} : { openWorld: hints.openWorld }),
  }
}

/** The same in the words of the protocol; `undefined` when there is nothing to say. */
export function annotationsOf(label: string | undefined, effects: Effects | undefined): ToolAnnotations | undefined {
  const annotations: ToolAnnotations = {
    ...(label === undefined ? {} : { title: label }),
    ...(effects?.safe === undefined ? {} : { readOnlyHint: effects.safe }),
    ...(effects?.destructive === undefined ? {} : { destructiveHint: effects.destructive }),
    ...(effects?.idempotent === undefined ? {} : { idempotentHint: effects.idempotent }),
    ...(effects?.openWorld === undefined ? {} : { openWorldHint: effects.openWorld }),
  }
  return Object.keys(annotations).length === 0 ? undefined : annotations
}

/** Whether nothing speaks against calling again. What the document does not say, the called operation does. */
export function isRepeatable(own: Effects | undefined, called: Effects | undefined): boolean {
  return (own?.safe ?? called?.safe) === true || (own?.idempotent ?? called?.idempotent) === true
}

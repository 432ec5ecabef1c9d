import type { JsonObject, Operation, Sibling } from '@naftiko/plugin-api'
import type { SkillToolEntry } from '../entry.ts'
import type { ToolSurroundings } from './surroundings.ts'

/** Where a tool is served. */
export interface ToolSource {
  readonly invocationRef: JsonObject
  /** Description there. */
  readonly description?: string
}

/** The source that a tool names. What is wrong with it is reported, and it is shown as it is written. */
export function findSource(from: NonNullable<SkillToolEntry['from']>, name: string, at: string, around: ToolSurroundings): ToolSource {
  const namespace = String(from.sourceNamespace ?? '')
  const action = String(from.action ?? name)
  const sources = around.siblings.filter(isSource)
  const sibling = sources.find((one) => one.namespace === namespace)
  if (sibling === undefined) {
    const known = sources.map((one) => one.namespace)
    const hint = known.length === 0 ? 'the document exposes no REST API and no MCP server' : `it can be ${known.join(', ')}`
    report(`the tool "${name}" is said to be served by "${namespace}", which is no REST or MCP exposer of this document`, hint, at, around)
    return { invocationRef: { targetNamespace: namespace, action } }
  }
  const operation = sibling.operations?.find((one) => one.name === action)
  if (operation !== undefined) return sourceOf(sibling, operation)
  if (sibling.operations !== undefined) {
    const known = sibling.operations.map((one) => one.name)
    const hint = known.length === 0 ? 'it has none' : `it has ${some(known)}`
    report(`"${namespace}" has no "${action}", which the tool "${name}" is said to be`, hint, `${at}/action`, around)
  }
  return { invocationRef: { targetNamespace: namespace, action, mode: sibling.type } }
}

/** The operation of another exposer that calls the same: the one of the same name, or else the first. */
export function sourceByCall(name: string, targets: readonly string[], siblings: readonly Sibling[]): ToolSource | undefined {
  if (targets.length === 0) return undefined
  const fitting = operationsOf(siblings).filter(
    ([, { calls = [] }]) => calls.length === targets.length && calls.every((call) => targets.includes(call)),
  )
  const found = fitting.find(([, operation]) => operation.name === name) ?? fitting[0]
  return found === undefined ? undefined : sourceOf(...found)
}

/** The only operation of this name that another exposer has. */
export function sourceByName(name: string, siblings: readonly Sibling[]): ToolSource | undefined {
  const found = operationsOf(siblings).filter(([, operation]) => operation.name === name)
  return found.length === 1 ? sourceOf(...found[0]!) : undefined
}

function operationsOf(siblings: readonly Sibling[]): readonly (readonly [Sibling, Operation])[] {
  return siblings.filter(isSource).flatMap((sibling) => (sibling.operations ?? []).map((operation) => [sibling, operation] as const))
}

function sourceOf({ namespace, type }: Sibling, { name, description }: Operation): ToolSource {
  return {
    invocationRef: { targetNamespace: namespace, action: name, mode: type },
    ...(description === undefined ? {} : { description }),
  }
}

/** Exposers whose operations an agent can call. */
function isSource({ type }: Sibling): boolean {
  return type === 'rest' || type === 'mcp'
}

const SHOWN = 8

function some(names: readonly string[]): string {
  return names.length <= SHOWN ? names.join(', ') : `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`
}

function report(message: string, hint: string, at: string, { context }: ToolSurroundings): void {
  context.report({ severity: 'warning', code: 'NAFTIKO_SKILL_SOURCE', message, hint, at })
}

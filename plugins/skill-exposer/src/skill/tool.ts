import type { JsonObject, LinkedCall, Operation } from '@naftiko/plugin-api'
import type { SkillToolEntry } from '../entry.ts'
import { checkInstruction } from './instruction.ts'
import { findSource, sourceByCall, sourceByName, type ToolSource } from './source.ts'
import type { ToolSurroundings } from './surroundings.ts'

export interface SkillTool {
  readonly name: string
  /** As an agent sees it. */
  readonly shown: JsonObject
  /** For a tool with a call of its own. */
  readonly operation?: Operation
}

/** Compiles one tool of a skill. An agent learns where it is served; nothing is called through the catalogue itself. */
export async function compileTool(entry: SkillToolEntry, at: string, around: ToolSurroundings): Promise<SkillTool | undefined> {
  const name = String(entry.name ?? '')
  if (name === '') return unnamed(at, around)
  if (entry.from !== undefined && entry.from !== null) return derived(name, entry, findSource(entry.from, name, `${at}/from`, around))
  if (entry.instruction !== undefined && entry.instruction !== null) {
    const instruction = String(entry.instruction)
    await checkInstruction(instruction, `${at}/instruction`, around)
    return { name, shown: { name, ...described(entry), type: 'instruction', instruction } }
  }
  if (entry.call !== undefined || entry.ref !== undefined || entry.steps !== undefined) return calling(name, entry, at, around)
  const source = sourceByName(name, around.siblings)
  if (source !== undefined) return derived(name, entry, source)
  reportNothing(name, at, around)
  return { name, shown: { name, ...described(entry), type: 'description' } }
}

function derived(name: string, entry: SkillToolEntry, { invocationRef, description }: ToolSource): SkillTool {
  return { name, shown: { name, ...described(entry, description), type: 'derived', invocationRef } }
}

/** Another exposer may serve the same call: then agents are sent there. */
function calling(name: string, entry: SkillToolEntry, at: string, { context, siblings }: ToolSurroundings): SkillTool {
  const linked = context.link(entry, at)
  const operation = operationOf(name, entry, linked)
  const source = sourceByCall(name, linked.targets, siblings)
  if (source !== undefined) return { ...derived(name, entry, source), operation }
  const call = linked.targets.join(' ')
  return { name, shown: { name, ...described(entry, linked.description), type: 'call', ...(call === '' ? {} : { call }) }, operation }
}

function operationOf(name: string, entry: SkillToolEntry, linked: LinkedCall): Operation {
  return {
    name,
    ...described(entry, linked.description),
    input: linked.input,
    ...(linked.output === undefined ? {} : { output: linked.output }),
    ...(linked.effects === undefined ? {} : { effects: linked.effects }),
    calls: linked.targets,
    invoke: linked.invoke,
  }
}

function described(entry: SkillToolEntry, otherwise?: string): { readonly description?: string } {
  const description = entry.description ?? otherwise
  return description === undefined ? {} : { description }
}

function unnamed(at: string, { skill, context }: ToolSurroundings): undefined {
  const message = `a tool of the skill "${skill}" has no name, so it is left out`
  context.report({ severity: 'warning', code: 'NAFTIKO_TOOL_NAME_MISSING', message, hint: 'add "name"', at })
}

function reportNothing(name: string, at: string, { skill, context }: ToolSurroundings): void {
  context.report({
    severity: 'warning',
    code: 'NAFTIKO_SKILL_TOOL',
    message: `the tool "${name}" of the skill "${skill}" says neither where it is served ("from") nor how it is done ("instruction")`,
    hint: 'add one of the two; it is listed with its description only',
    at,
  })
}

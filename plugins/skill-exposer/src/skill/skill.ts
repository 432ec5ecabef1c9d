import type { JsonObject, LinkContext, Operation, Sibling } from '@naftiko/plugin-api'
import type { SkillEntry } from '../entry.ts'
import { folderOf } from './folder.ts'
import type { PlacedSkill } from './places.ts'
import { compileTool, type SkillTool } from './tool.ts'

/** A skill, ready to be served. */
export interface Skill {
  readonly name: string
  /** As the catalogue shows it. */
  readonly summary: JsonObject
  /** As its own page shows it. */
  readonly detail: JsonObject
  /** Folder of its files, which may be absent on this machine. */
  readonly folder: string | undefined
  /** Tools that call something themselves, for callers inside the process. */
  readonly operations: readonly Operation[]
}

/** Compiles the skills that have a name of their own. */
export async function compileSkills(placed: readonly PlacedSkill[], context: LinkContext): Promise<ReadonlyMap<string, Skill>> {
  const siblings = await context.siblings()
  const skills = new Map<string, Skill>()
  for (const one of placed) {
    const name = one.entry.name === undefined || one.entry.name === null ? '' : String(one.entry.name)
    if (name === '') reportUnnamed(one, context)
    else if (skills.has(name)) reportDuplicate(name, one, context)
    else skills.set(name, await compileSkill(name, one, siblings, context))
  }
  return skills
}

async function compileSkill(
  name: string,
  { entry, at, toolsAt }: PlacedSkill,
  siblings: readonly Sibling[],
  context: LinkContext,
): Promise<Skill> {
  const folder = await folderOf(name, entry, at, context)
  const tools: SkillTool[] = []
  for (const [index, tool] of (entry.tools ?? []).entries()) {
    const place = toolsAt === at ? at : `${toolsAt}/${index}`
    const compiled = await compileTool(tool, place, { skill: name, folder, siblings, context })
    if (compiled !== undefined) tools.push(compiled)
  }
  const head = { name, ...pick(entry, ['description', 'license']) }
  return {
    name,
    summary: { ...head, tools: tools.map((tool) => tool.name) },
    detail: { ...head, ...detailsOf(entry), tools: tools.map((tool) => tool.shown) },
    folder,
    operations: tools.flatMap((tool) => tool.operation ?? []),
  }
}

function detailsOf(entry: SkillEntry): JsonObject {
  const allowed = entry['allowed-tools']
  return {
    ...pick(entry, ['compatibility', 'argument-hint']),
    ...(allowed === undefined ? {} : { 'allowed-tools': typeof allowed === 'string' ? allowed : allowed.join(' ') }),
    ...pick(entry, ['user-invocable', 'disable-model-invocation', 'metadata']),
  }
}

function pick(entry: SkillEntry, keys: readonly (keyof SkillEntry)[]): JsonObject {
  return Object.fromEntries(
    keys.flatMap((key) => (entry[key] === undefined || entry[key] === null ? [] : [[key, entry[key]]])),
  ) as JsonObject
}

function reportUnnamed({ at }: PlacedSkill, context: LinkContext): void {
  const message = 'a skill without a name has no address, so it is left out'
  context.report({ severity: 'warning', code: 'NAFTIKO_SKILL_NAME_MISSING', message, hint: 'add "name"', at })
}

function reportDuplicate(name: string, { at }: PlacedSkill, context: LinkContext): void {
  const message = `the skill "${name}" is declared twice, and the first is served`
  context.report({ severity: 'warning', code: 'NAFTIKO_SKILL_DUPLICATE', message, hint: 'rename one of the two', at })
}

import type { LinkContext } from '@naftiko/plugin-api'
import type { SkillEntry, SkillExposesEntry, SkillGroupEntry } from '../entry.ts'

/** A skill as it was written, and where. */
export interface PlacedSkill {
  readonly entry: SkillEntry
  readonly at: string
  /** Where its tools stand, when not in a `tools` of its own. */
  readonly toolsAt: string
}

/** The skills of an entry, in whichever way they are written. Says so where it is not the official one. */
export function skillsOf(entry: SkillExposesEntry, context: LinkContext): readonly PlacedSkill[] {
  const found = [
    ...(entry.skills ?? []).map((skill, index) => placed(skill, `/skills/${index}`)),
    ...(entry.groups ?? []).flatMap((group, index) => fromGroup(group, `/groups/${index}`)),
    ...(entry.skill === undefined ? [] : [placed(entry.skill, '/skill')]),
    ...(entry.tools === undefined ? [] : [ownTools(entry)]),
  ]
  for (const key of ['groups', 'skill', 'tools'] as const) {
    if (entry[key] !== undefined) reportLoose(key, context)
  }
  if (found.length === 0)
    context.report({
      severity: 'warning',
      code: 'NAFTIKO_MISSING_KEY',
      message: 'there are no skills, so the catalogue is empty',
      hint: 'add "skills"',
    })
  return found
}

/** A skill that calls something itself is a skill with one tool of its name. */
function placed(entry: SkillEntry, at: string): PlacedSkill {
  if (entry.tools !== undefined || !callsSomething(entry)) return { entry, at, toolsAt: `${at}/tools` }
  const { name, description, location, license, compatibility, metadata, ...tool } = entry
  const kept = { name, description, location, license, compatibility, metadata }
  return { entry: { ...withoutAbsent(kept), tools: [withoutAbsent({ name, description, ...tool })] }, at, toolsAt: at }
}

/** The skills of a group are its tools, unless they have tools of their own. */
function fromGroup(group: SkillGroupEntry, at: string): readonly PlacedSkill[] {
  const skills = group.skills ?? []
  if (skills.some((skill) => skill.tools !== undefined || skill.location !== undefined))
    return skills.map((skill, index) => placed(skill, `${at}/skills/${index}`))
  const { skills: tools = [], ...rest } = group
  return [{ entry: { ...rest, tools }, at, toolsAt: `${at}/skills` }]
}

function ownTools({ namespace, description, tools = [] }: SkillExposesEntry): PlacedSkill {
  return { entry: { name: namespace, ...(description === undefined ? {} : { description }), tools }, at: '', toolsAt: '/tools' }
}

function callsSomething(entry: SkillEntry): boolean {
  return entry.call !== undefined || entry.ref !== undefined || entry.steps !== undefined
}

function withoutAbsent<T extends object>(value: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [Key in keyof T]: Exclude<T[Key], undefined>
  }
}

const READ_AS = {
  groups: 'each group was read as a skill, and its skills as tools',
  skill: '"skill" was read as the only one of "skills"',
  tools: '"tools" were read as those of one skill that is called like this entry',
} as const

function reportLoose(key: keyof typeof READ_AS, context: LinkContext): void {
  context.report({ severity: 'warning', code: 'NAFTIKO_SYNONYM', message: READ_AS[key], hint: 'write "skills"', at: `/${key}`, key: true })
}

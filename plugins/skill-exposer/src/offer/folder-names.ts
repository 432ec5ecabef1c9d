import type { Skill } from '../skill/skill.ts'

const LONGEST = 64

/**
 * What each skill is called where the Agent Skills format has a say: lower case letters, digits and single hyphens, and no
 * two alike.
 */
export function folderNames(skills: readonly Skill[]): ReadonlyMap<Skill, string> {
  const names = new Map<Skill, string>()
  const taken = new Set<string>()
  for (const skill of skills) {
    const wanted = formatName(skill.name)
    let name = wanted
    for (let count = 2; taken.has(name); count += 1) name = `${wanted.slice(0, LONGEST - 5)}-${count}`
    taken.add(name)
    names.set(skill, name)
  }
  return names
}

function formatName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
  const joined = plain.replaceAll(/[^a-z\d]+/g, '-').slice(0, LONGEST)
  return joined.replaceAll(/^-|-$/g, '') || 'skill'
}

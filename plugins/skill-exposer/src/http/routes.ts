import { InputError, type JsonObject } from '@naftiko/plugin-api'
import type { Skill } from '../skill/skill.ts'
import { type Answer, archiveAnswer, contentsAnswer, fileAnswer, jsonAnswer, notFound } from './answer.ts'

/** Finds what is at a path, or throws what there is to say instead. */
export type Find = (path: string) => Promise<Answer>

/** The addresses of a catalogue. What does not change is made once. */
export function routesOf(skills: ReadonlyMap<string, Skill>): Find {
  const all = [...skills.values()]
  const catalogue = jsonAnswer({ count: all.length, skills: all.map((skill): JsonObject => skill.summary) })
  const details = new Map(all.map((skill) => [skill.name, jsonAnswer(skill.detail)]))
  return async (path) => {
    const [root = '', name = '', part = '', ...rest] = path.slice(1).split('/')
    if ((root === '' || root === 'skills') && name === '' && part === '') return catalogue
    if (root !== 'skills') throw notFound(`nothing is served here; GET /skills lists the skills`)
    const skill = skills.get(decoded(name))
    if (skill === undefined) throw notFound(`there is no skill of this name; GET /skills lists the skills`)
    return part === '' ? details.get(skill.name)! : partOf(skill, part, rest)
  }
}

function partOf(skill: Skill, part: string, rest: readonly string[]): Promise<Answer> {
  if (part === 'contents' && rest.join('') === '') return contentsAnswer(skill)
  // A client may encode the slashes of a path, too, so it is decoded as a whole and taken apart afterwards.
  if (part === 'contents') return fileAnswer(skill, decoded(rest.join('/')))
  if (part === 'download' && rest.length === 0) return archiveAnswer(skill)
  throw notFound(`a skill has "contents" and "download", and nothing else`)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new InputError('the path is not encoded as URLs are: a "%" is followed by two hexadecimal digits of UTF-8 text')
  }
}

import { InvocationError, type Offer, type OfferedFile } from '@naftiko/plugin-api'
import { contentOf } from '../files/archive.ts'
import { insideOf } from '../files/inside.ts'
import { listFiles } from '../files/list.ts'
import { safeSegments } from '../files/segments.ts'
import type { Skill } from '../skill/skill.ts'
import { folderNames } from './folder-names.ts'
import { skillPage } from './skill-page.ts'

/** The file that makes a folder a skill. */
const PAGE = 'SKILL.md'

/**
 * The skills as folders in the Agent Skills format: what can be downloaded, and a `SKILL.md` that says what the document
 * says. Files are looked for anew each time, so they may come and go.
 */
export function offerOf(namespace: string, skills: readonly Skill[]): Offer {
  const base = `skill://${encodeURIComponent(namespace)}/`
  const folders = folderNames(skills)
  const byAddress = new Map(skills.map((skill) => [encodeURIComponent(skill.name), skill]))
  return {
    list: async () =>
      (await Promise.all(skills.map((skill) => filesOf(skill, base + encodeURIComponent(skill.name), folders.get(skill)!)))).flat(),
    read: async (uri, limit) => {
      const [name = '', ...rest] = uri.startsWith(base) ? uri.slice(base.length).split('/') : []
      const skill = byAddress.get(name)
      const segments = skill === undefined ? undefined : decoded(rest)
      if (skill === undefined || segments === undefined) return undefined
      if (segments.join('/') !== PAGE) return bytesOf(skill, segments, limit)
      const own = await bytesOf(skill, segments, limit)
      return skillPage(skill.detail, folders.get(skill)!, own)
    },
  }
}

/** Its page first: it is what an agent begins with. Its size is only known when it was made. */
async function filesOf({ name, folder, detail }: Skill, address: string, folderName: string): Promise<readonly OfferedFile[]> {
  const files = (folder === undefined ? undefined : await listFiles(folder)) ?? []
  const description = typeof detail['description'] === 'string' ? { description: detail['description'] } : {}
  const page: OfferedFile = { uri: `${address}/${PAGE}`, path: `${folderName}/${PAGE}`, title: name, ...description }
  const others = files.filter((file) => file.name !== PAGE)
  return [
    page,
    ...others.map(({ name: file, size }): OfferedFile => {
      const uri = `${address}/${file.split('/').map(encodeURIComponent).join('/')}`
      return { uri, path: `${folderName}/${file}`, title: `${name}: ${file}`, size }
    }),
  ]
}

/** Nothing, for an address that is not encoded as addresses are, or that could lead elsewhere. */
function decoded(segments: readonly string[]): readonly string[] | undefined {
  try {
    const names = segments.map(decodeURIComponent)
    return names.some((name) => name.includes('/')) ? undefined : safeSegments(names.join('/'))
  } catch {
    return undefined
  }
}

async function bytesOf({ folder }: Skill, segments: readonly string[], limit: number): Promise<Uint8Array | undefined> {
  const file = folder === undefined ? undefined : await insideOf(folder, segments)
  if (file === undefined) return undefined
  if (file.size > limit) {
    const message = `"${segments.join('/')}" has ${file.size} bytes, and at most ${limit} are read`
    throw new InvocationError('engine', 500, 'NAFTIKO_SKILL_TOO_LARGE', message)
  }
  const chunks: Uint8Array[] = []
  for await (const chunk of await contentOf(file)) chunks.push(chunk as Uint8Array)
  return Buffer.concat(chunks)
}

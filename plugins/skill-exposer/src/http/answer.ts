import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { contentType } from 'mime-types'
import { InputError, type InvocationError, type JsonObject } from '@naftiko/plugin-api'
import { archiveOf, checkArchive, contentOf } from '../files/archive.ts'
import { insideOf, type InsideFile } from '../files/inside.ts'
import { LIMITS } from '../files/limits.ts'
import { listFiles, type ListedFile, tooLarge } from '../files/list.ts'
import { safeSegments } from '../files/segments.ts'
import type { Skill } from '../skill/skill.ts'

/** What a GET is answered with. The body is only made when it is wanted: not for `HEAD`, not when the caller has it. */
export interface Answer {
  readonly type: string
  readonly etag: string
  readonly length?: number
  /** Name to save it under. */
  readonly saveAs?: string
  readonly modified?: Date
  /** Written by others, so a browser must not run it. */
  readonly foreign?: true
  body(): string | Promise<Readable>
}

const JSON_TYPE = 'application/json; charset=utf-8'

export function jsonAnswer(value: JsonObject): Answer {
  const text = JSON.stringify(value)
  return { type: JSON_TYPE, etag: tagOf(text), length: Buffer.byteLength(text), body: () => text }
}

/** The files of a skill, with size and media type. */
export async function contentsAnswer(skill: Skill): Promise<Answer> {
  const files = await filesOf(skill)
  return jsonAnswer({
    name: skill.name,
    files: files.map(({ name, size }) => ({ path: name, size, type: mediaType(name).split(';')[0]! })),
  })
}

/** One file as it is. */
export async function fileAnswer(skill: Skill, path: string): Promise<Answer> {
  const segments = safeSegments(path)
  if (segments === undefined)
    throw new InputError(
      `"${printable(path)}" is no path of a file below a skill; GET /skills/${encodeURIComponent(skill.name)}/contents lists the files`,
    )
  const file = skill.folder === undefined ? undefined : await insideOf(skill.folder, segments)
  if (file === undefined) throw notFound(`the skill "${skill.name}" has no file "${printable(path)}"`)
  if (file.size > LIMITS.fileBytes) throw tooLarge(`"${path}" has ${file.size} bytes, and at most ${LIMITS.fileBytes} are served`)
  return {
    type: mediaType(path),
    etag: tagOf(versionOf(path, file)),
    length: file.size,
    modified: file.modified,
    foreign: true,
    body: () => contentOf(file),
  }
}

/** All files of a skill as a zip archive. */
export async function archiveAnswer(skill: Skill): Promise<Answer> {
  const files = await filesOf(skill)
  checkArchive(files)
  const version = files.map((file) => versionOf(file.name, file)).join('\n')
  return { type: 'application/zip', etag: tagOf(version), saveAs: `${skill.name}.zip`, foreign: true, body: () => archiveOf(files) }
}

export function notFound(message: string): InvocationError {
  return new InputError(message, { status: 404, code: 'NAFTIKO_NOT_FOUND' })
}

async function filesOf({ name, folder }: Skill): Promise<readonly ListedFile[]> {
  if (folder === undefined) throw notFound(`the skill "${name}" has no files: its document gives no "location"`)
  const files = await listFiles(folder)
  // The path is nobody's business but the operator's, who was told at load.
  if (files === undefined) throw notFound(`the files of the skill "${name}" are not on this machine`)
  return files
}

function mediaType(path: string): string {
  return contentType(path.slice(path.lastIndexOf('/') + 1)) || 'application/octet-stream'
}

function versionOf(name: string, { size, modified }: InsideFile): string {
  return `${name} ${size} ${modified.getTime()}`
}

function tagOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22)
}

function printable(path: string): string {
  return JSON.stringify(path.slice(0, 200)).slice(1, -1)
}

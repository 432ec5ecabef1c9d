import type { Logger } from '@naftiko/plugin-api'
import type { ResourceEntry } from '../../entry/resource-entry.ts'
import { ERROR, ProtocolError } from '../../protocol/protocol-error.ts'
import { base64 } from '../contents.ts'
import { factsOf, type Resource, type ResourceContents, type ResourceDefinition } from '../resource.ts'
import { folderChanges } from './changes.ts'
import { asText, mediaTypeOf } from './media-type.ts'
import { FileTooLarge, readInside, readNamed } from './open.ts'
import { type FoundFile, MOST_FILES, walk } from './walk.ts'

export interface FilesOptions {
  /** Bytes of one file at most. */
  readonly limit: number
  readonly log: Logger
}

/** The files of a folder, each below the declared address. They are looked for anew every time. */
export function folderResource(entry: ResourceEntry, uri: string, folder: string, options: FilesOptions): Resource {
  const base = uri.replace(/\/+$/, '')
  let complained = false
  return {
    list: async () => {
      const files = await walk(folder)
      if (files.length >= MOST_FILES && !complained) {
        complained = true
        options.log.warn('a folder of resources has more files than are listed', { folder, listed: MOST_FILES })
      }
      return files.map((file) => definitionOf(entry, base, file))
    },
    read: async (asked) => {
      const segments = segmentsBelow(base, asked)
      if (segments === undefined) return undefined
      const bytes = await limited(asked, options.limit, () => readInside(folder, segments, options.limit))
      return bytes === undefined ? undefined : contentsOf(entry, asked, segments.at(-1)!, bytes)
    },
    changes: folderChanges(folder, options.log),
  }
}

/** One file, at the declared address. */
export function fileResource(entry: ResourceEntry, uri: string, file: string, options: FilesOptions): Resource {
  const mimeType = entry.mimeType ?? mediaTypeOf(file)
  return {
    list: () => [{ uri, ...factsOf(entry), ...(mimeType === undefined ? {} : { mimeType }) }],
    read: async (asked) => {
      if (asked !== uri) return undefined
      const bytes = await limited(asked, options.limit, () => readNamed(file, options.limit))
      return bytes === undefined ? undefined : contentsOf(entry, asked, file, bytes)
    },
  }
}

/** The address of a file below the declared one. */
export function uriOf(base: string, path: string): string {
  return `${base.replace(/\/+$/, '')}/${path.split('/').map(encodeURIComponent).join('/')}`
}

function definitionOf(entry: ResourceEntry, base: string, { path, size }: FoundFile): ResourceDefinition {
  const facts = factsOf(entry)
  const mimeType = entry.mimeType ?? mediaTypeOf(path)
  return {
    uri: uriOf(base, path),
    ...facts,
    name: `${facts.name}/${path}`,
    title: facts.title === undefined ? path : `${facts.title}: ${path}`,
    ...(mimeType === undefined ? {} : { mimeType }),
    size,
  }
}

function segmentsBelow(base: string, uri: string): readonly string[] | undefined {
  if (!uri.startsWith(`${base}/`)) return undefined
  try {
    return uri
      .slice(base.length + 1)
      .split('/')
      .map(decodeURIComponent)
  } catch {
    return undefined
  }
}

function contentsOf(entry: ResourceEntry, uri: string, file: string, bytes: Buffer): ResourceContents {
  const known = entry.mimeType ?? mediaTypeOf(file)
  const text = entry.binary === true ? undefined : asText(bytes, known)
  const mimeType = known ?? (text === undefined ? 'application/octet-stream' : 'text/plain')
  return text === undefined ? { uri, mimeType, blob: base64(bytes) } : { uri, mimeType, text }
}

async function limited<T>(uri: string, limit: number, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof FileTooLarge)) throw error
    const message = `"${uri}" has ${error.size} bytes, and at most ${limit} are sent; "maxBinarySize" of the exposer sets the limit`
    throw new ProtocolError(ERROR.internal, message, { data: { uri } })
  }
}

import { InvocationError, type Offer } from '@naftiko/plugin-api'
import { base64 } from './contents.ts'
import { asText, mediaTypeOf } from './files/media-type.ts'
import { toReadError } from './read-error.ts'
import type { Resource, ResourceContents } from './resource.ts'

/** What another exposer of the document offers, such as the files of its skills. */
export function offeredResource(offer: Offer, limit: number): Resource {
  return {
    list: async () =>
      (await told('', () => offer.list())).map(({ uri, path, title, description, size }) => {
        const mimeType = mediaTypeOf(path)
        return {
          uri,
          name: path,
          ...(title === undefined ? {} : { title }),
          ...(description === undefined ? {} : { description }),
          ...(mimeType === undefined ? {} : { mimeType }),
          ...(size === undefined ? {} : { size }),
        }
      }),
    read: async (uri) => {
      const bytes = await told(uri, () => offer.read(uri, limit))
      return bytes === undefined ? undefined : contentsOf(uri, bytes)
    },
  }
}

function contentsOf(uri: string, bytes: Uint8Array): ResourceContents {
  const known = mediaTypeOf(uri)
  const text = asText(bytes, known)
  const mimeType = known ?? (text === undefined ? 'application/octet-stream' : 'text/plain')
  return text === undefined ? { uri, mimeType, blob: base64(bytes) } : { uri, mimeType, text }
}

/** Its errors in the words of the protocol. */
async function told<T>(uri: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw InvocationError.is(error) ? toReadError(error, uri) : error
  }
}

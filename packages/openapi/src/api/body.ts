import { isObject, type JsonObject } from '@naftiko/plugin-api'
import { toJsonSchema } from '../schema/json-schema.ts'
import { startWalk } from '../schema/walk.ts'
import type { ApiBody } from './api.ts'
import { type ApiSource, objectOf, textOf } from './source.ts'

const SCHEMAS = 400

/** What an operation takes as its body, in the form that is easiest to give. */
export function bodyOf(operation: JsonObject, name: string, source: ApiSource): ApiBody | undefined {
  const body = source.references.follow(operation['requestBody'])?.value
  if (body === undefined) return undefined
  const content = objectOf(body, 'content')
  const mediaType = preferred(Object.keys(content))
  if (mediaType === undefined) {
    source.warn(`${name}: its body says no content type, so it is taken to be JSON`)
    return { kind: 'json', mediaType: 'application/json', required: body['required'] === true, schema: {} }
  }
  const description = textOf(body, 'description')
  const media = source.references.follow(content[mediaType])?.value
  const kind = kindOf(mediaType)
  const schema = toJsonSchema(media?.['schema'], startWalk(source.references, 'request', SCHEMAS))
  return {
    kind: isForm(kind) && !isObject(schema['properties']) ? 'other' : kind,
    mediaType: kind === 'json' && mediaType.includes('*') ? 'application/json' : mediaType,
    required: body['required'] === true,
    ...(description === undefined ? {} : { description }),
    schema,
  }
}

function isForm(kind: ApiBody['kind']): boolean {
  return kind === 'form' || kind === 'multipart'
}

const ORDER: readonly ApiBody['kind'][] = ['json', 'form', 'multipart', 'other']

function preferred(mediaTypes: readonly string[]): string | undefined {
  const plain = mediaTypes.find((mediaType) => essence(mediaType) === 'application/json')
  if (plain !== undefined) return plain
  return mediaTypes.toSorted((a, b) => rank(a) - rank(b))[0]
}

/** Anything at all is what a document says when it has said what is meant. */
function rank(mediaType: string): number {
  return mediaType.includes('*') ? ORDER.length : ORDER.indexOf(kindOf(mediaType))
}

function kindOf(mediaType: string): ApiBody['kind'] {
  const type = essence(mediaType)
  if (type === 'application/x-www-form-urlencoded') return 'form'
  if (type === 'multipart/form-data') return 'multipart'
  return /[/+]json$/.test(type) || type === '*/*' || type === 'application/*' ? 'json' : 'other'
}

/** The content type without its parameters. */
export function essence(mediaType: string): string {
  return mediaType.split(';', 1)[0]!.trim().toLowerCase()
}

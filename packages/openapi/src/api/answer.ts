import type { JsonObject } from '@naftiko/plugin-api'
import { toJsonSchema } from '../schema/json-schema.ts'
import { startWalk } from '../schema/walk.ts'
import type { ApiAnswer } from './api.ts'
import { essence } from './body.ts'
import { type ApiSource, objectOf, textOf } from './source.ts'

const SCHEMAS = 120

/** What an operation answers when all goes well. */
export function answerOf(operation: JsonObject, source: ApiSource): ApiAnswer | undefined {
  const responses = objectOf(operation, 'responses')
  const status = ['200', '201', '202', '203', '206', '2XX', '2xx', '204', 'default'].find((one) => responses[one] !== undefined)
  const response = status === undefined ? undefined : source.references.follow(responses[status])?.value
  if (response === undefined) return undefined
  const description = textOf(response, 'description')
  const content = objectOf(response, 'content')
  const json = Object.keys(content).find((mediaType) => /[/+]json$/.test(essence(mediaType)))
  const media = json === undefined ? undefined : source.references.follow(content[json])?.value
  return {
    ...(description === undefined ? {} : { description }),
    ...(media?.['schema'] === undefined ? {} : { schema: toJsonSchema(media['schema'], startWalk(source.references, 'answer', SCHEMAS)) }),
    json: json !== undefined,
  }
}

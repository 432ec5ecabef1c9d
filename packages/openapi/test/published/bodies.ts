import { isObject, type JsonValue } from '@naftiko/plugin-api'

const FORM = 'application/x-www-form-urlencoded'
const essenceOf = (mediaType: string): string => mediaType.split(';')[0]!
const isJson = (mediaType: string): boolean => essenceOf(mediaType).endsWith('json')

/** A body as a client sends it. */
export function encoded(mediaType: string, body: JsonValue): string | URLSearchParams | FormData {
  if (isJson(mediaType)) return JSON.stringify(body)
  if (essenceOf(mediaType) === FORM) return new URLSearchParams(pairsOf(body))
  if (!mediaType.startsWith('multipart/')) return textOf(body)
  const form = new FormData()
  for (const [name, value] of pairsOf(body)) form.append(name, value)
  return form
}

/** What an API must understand of it. */
export function meantBy(mediaType: string, body: JsonValue): unknown {
  if (isJson(mediaType)) return body
  if (essenceOf(mediaType) !== FORM && !mediaType.startsWith('multipart/')) return textOf(body)
  const pairs = pairsOf(body)
  return pairs.length === 0 ? undefined : pairs.toSorted()
}

/** What an API understands of a request. */
export async function received(mediaType: string | undefined, body: Uint8Array): Promise<unknown> {
  if (mediaType === undefined || body.length === 0) return undefined
  if (isJson(mediaType)) return JSON.parse(Buffer.from(body).toString())
  if (essenceOf(mediaType) !== FORM && !mediaType.startsWith('multipart/')) return Buffer.from(body).toString()
  const form = await new Response(body as never, { headers: { 'content-type': mediaType } }).formData()
  const pairs = [...form].map(async ([name, value]) => [name, typeof value === 'string' ? value : await (value as Blob).text()] as const)
  return pairs.length === 0 ? undefined : (await Promise.all(pairs)).toSorted()
}

/** Fields of a form: lists repeat their name, and what is neither text nor number is JSON. */
function pairsOf(body: JsonValue): [string, string][] {
  const fields = isObject(body) ? Object.entries(body) : []
  return fields.flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as JsonValue[]) : [value]).filter((one) => one !== null).map((one) => [name, textOf(one)]),
  )
}

function textOf(value: JsonValue): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

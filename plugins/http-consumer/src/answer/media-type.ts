/** Texts that can be a content type: a type, a subtype, and parameters in printable characters. */
export const MEDIA_TYPE = '^[\\w!#$&^.+-]+/[\\w!#$&^.+-]+ *(;[\\x20-\\x7e]*)?$'

const pattern = new RegExp(MEDIA_TYPE, 'u')

/** The content type, or `undefined` where the text cannot be one: the schema of the entry reports it, and no answer carries it. */
export function mediaTypeOf(text: unknown): string | undefined {
  return typeof text === 'string' && pattern.test(text) ? text : undefined
}

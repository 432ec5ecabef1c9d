/** The kinds of body that a document can describe. */
export type BodyKind = 'json' | 'text' | 'xml' | 'sparql' | 'yaml' | 'form' | 'multipart' | 'binary'

const KINDS: Readonly<Record<string, BodyKind>> = {
  json: 'json',
  text: 'text',
  xml: 'xml',
  sparql: 'sparql',
  yaml: 'yaml',
  form: 'form',
  formurlencoded: 'form',
  urlencoded: 'form',
  xwwwformurlencoded: 'form',
  multipart: 'multipart',
  multipartform: 'multipart',
  formdata: 'multipart',
  binary: 'binary',
  octetstream: 'binary',
}

const CONTENT_TYPES: Readonly<Record<BodyKind, string>> = {
  json: 'application/json',
  text: 'text/plain; charset=utf-8',
  xml: 'application/xml',
  sparql: 'application/sparql-query',
  yaml: 'application/yaml',
  form: 'application/x-www-form-urlencoded',
  multipart: 'multipart/form-data',
  binary: 'application/octet-stream',
}

/** The kind that a word means, whatever its case and separators; a full content type counts by its ending. Nothing for a word that nobody knows. */
export function kindOf(type: string): BodyKind | undefined {
  const word = type.toLowerCase().replaceAll(/[-_\s]/g, '')
  const ending = word.slice(word.lastIndexOf('/') + 1).replace(/^.*\+/, '')
  const key = [word, ending].find((one) => Object.hasOwn(KINDS, one))
  return key === undefined ? (word.includes('/') ? 'text' : undefined) : KINDS[key]!
}

/** How a kind is written properly. */
export const WORDS: Readonly<Record<BodyKind, string>> = {
  json: 'json',
  text: 'text',
  xml: 'xml',
  sparql: 'sparql',
  yaml: 'yaml',
  form: 'formUrlEncoded',
  multipart: 'multipartForm',
  binary: 'binary',
}

/** A document may also write the content type itself. */
export function contentTypeOf(kind: BodyKind, type: string): string {
  return type.includes('/') ? type : CONTENT_TYPES[kind]
}

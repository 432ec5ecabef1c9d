import { essenceOf } from '@naftiko/plugin-api'

/** Other words for formats that documents use, media types among them. */
const SYNONYMS: Readonly<Record<string, string>> = {
  yml: 'yaml',
  md: 'markdown',
  proto: 'protobuf',
  'text/plain': 'text',
  'text/json': 'json',
  'application/json': 'json',
  'text/xml': 'xml',
  'application/xml': 'xml',
  'text/csv': 'csv',
  'text/tab-separated-values': 'tsv',
  'text/yaml': 'yaml',
  'text/x-yaml': 'yaml',
  'application/yaml': 'yaml',
  'application/x-yaml': 'yaml',
  'text/html': 'html',
  'text/markdown': 'markdown',
  'application/avro': 'avro',
  'avro/binary': 'avro',
  'application/vnd.apache.avro+binary': 'avro',
  'application/protobuf': 'protobuf',
  'application/x-protobuf': 'protobuf',
  'application/vnd.google.protobuf': 'protobuf',
  'application/octet-stream': 'binary',
}

/** The name under which a format is known, for a word of any case, a synonym or a media type. */
export function formatName(word: string): string {
  const essence = essenceOf(word)
  if (Object.hasOwn(SYNONYMS, essence)) return SYNONYMS[essence]!
  return /^[\w.-]+\/.+\+(json|xml|yaml)$/.exec(essence)?.[1] ?? essence
}

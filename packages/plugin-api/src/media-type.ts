/** The type without its parameters, in lower case. */
export function essenceOf(mediaType: string): string {
  const end = mediaType.indexOf(';')
  return (end === -1 ? mediaType : mediaType.slice(0, end)).trim().toLowerCase()
}

export function isJson(essence: string): boolean {
  return essence === 'application/json' || essence.endsWith('+json') || essence === 'text/json'
}

export function isEventStream(essence: string): boolean {
  return essence === 'text/event-stream'
}

const TEXT_TYPES = new Set([
  'application/xml',
  'application/javascript',
  'application/x-www-form-urlencoded',
  'application/x-ndjson',
  'application/jsonl',
  'application/yaml',
  'application/x-yaml',
  'application/sql',
  'application/graphql',
])

export function isText(essence: string): boolean {
  return essence.startsWith('text/') || essence.endsWith('+xml') || essence.endsWith('+yaml') || TEXT_TYPES.has(essence)
}

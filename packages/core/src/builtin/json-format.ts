import { API_VERSION, type FormatPlugin, type JsonValue } from '@naftiko/plugin-api'

/** `outputRawFormat: json`, whatever content type the source sends. */
export function jsonFormat(): FormatPlugin {
  const decoder = new TextDecoder('utf-8')
  return {
    kind: 'format',
    type: 'json',
    name: '@naftiko/core',
    apiVersion: API_VERSION,
    description: 'JSON',
    compile: () => (bytes) => JSON.parse(decoder.decode(bytes)) as JsonValue,
  }
}

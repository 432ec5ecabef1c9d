import { API_VERSION, type FormatPlugin } from '@naftiko/plugin-api'

/** `outputRawFormat: text`: the answer is one string, in UTF-8. */
export function textFormat(): FormatPlugin {
  const decoder = new TextDecoder('utf-8')
  return {
    kind: 'format',
    type: 'text',
    name: '@naftiko/core',
    apiVersion: API_VERSION,
    description: 'Plain text',
    compile: () => (bytes) => decoder.decode(bytes),
  }
}

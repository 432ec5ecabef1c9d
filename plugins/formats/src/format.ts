import { API_VERSION, type FormatPlugin } from '@naftiko/plugin-api'

/** What one format adds to what all formats of this package are. */
type Part = Pick<FormatPlugin, 'type' | 'compile'> & { readonly description: string }

/** A format plugin of this package. */
export function format(part: Part): FormatPlugin {
  return { kind: 'format', name: '@naftiko/formats', apiVersion: API_VERSION, ...part }
}

import type { FormatPlugin } from '@naftiko/plugin-api'
import { format } from '../format.ts'
import { textOf } from '../text/text-of.ts'
import { parseXml } from './parse-xml.ts'

/** `outputRawFormat: xml`. */
export function xmlFormat(): FormatPlugin {
  return format({ type: 'xml', description: 'XML', compile: () => (bytes) => parseXml(textOf(bytes, { declared: encodingOf })) })
}

function encodingOf(start: string): string | undefined {
  return /^\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1]
}

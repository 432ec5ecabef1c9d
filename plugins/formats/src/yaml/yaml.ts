import type { FormatPlugin } from '@naftiko/plugin-api'
import { format } from '../format.ts'
import { limitBytes } from '../text/limit-bytes.ts'
import { textOf } from '../text/text-of.ts'
import { parseYaml } from './parse-yaml.ts'

/** `outputRawFormat: yaml`: YAML 1.2, the first document. */
export function yamlFormat(): FormatPlugin {
  return format({
    type: 'yaml',
    description: 'YAML',
    compile: () => (bytes) => {
      limitBytes(bytes, 16, 'YAML')
      return parseYaml(textOf(bytes))
    },
  })
}

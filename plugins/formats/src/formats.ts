import type { FormatPlugin } from '@naftiko/plugin-api'
import { avroFormat } from './avro/avro.ts'
import { htmlFormat } from './html/html.ts'
import { markdownFormat } from './markdown/markdown.ts'
import { protobufFormat } from './protobuf/protobuf.ts'
import { csvFormat } from './separated/csv.ts'
import { psvFormat } from './separated/psv.ts'
import { tsvFormat } from './separated/tsv.ts'
import { xmlFormat } from './xml/xml.ts'
import { yamlFormat } from './yaml/yaml.ts'

/** What `outputRawFormat` can say beyond `json` and `text`, which every engine knows. */
export function formats(): readonly FormatPlugin[] {
  return [xmlFormat(), csvFormat(), tsvFormat(), psvFormat(), yamlFormat(), htmlFormat(), markdownFormat(), avroFormat(), protobufFormat()]
}

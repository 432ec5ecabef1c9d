import type { CompileContext, Decoder, FormatPlugin, JsonObject } from '@naftiko/plugin-api'
import { format } from '../format.ts'
import { schemaFile, unusable } from '../schema/schema-file.ts'
import { containerRecords, isContainer } from './container.ts'
import { readAll } from './read-all.ts'
import { compileSchema } from './schema.ts'
import type { ReadValue } from './value-reader.ts'

/** `outputRawFormat: avro`: one record of the schema that `outputSchema` names, or a container file with its own. */
export function avroFormat(): FormatPlugin {
  return format({ type: 'avro', description: 'Avro records and container files', compile: compileAvro })
}

async function compileAvro({ schema }: JsonObject, context: CompileContext): Promise<Decoder> {
  // Container files bring their schema along, so none need be named.
  const named = schema === null || schema === undefined || schema === ''
  const read = named ? withoutSchema : await schemaFile(schema, context, (location) => readSchema(location, context))
  return (bytes) => {
    if (isContainer(bytes)) return containerRecords(bytes)
    if ('error' in read) throw read.error
    return readAll(read.value, bytes)
  }
}

const withoutSchema = { error: unusable('the format avro needs the schema of the record: outputSchema names its .avsc file') }

async function readSchema(location: string, context: CompileContext): Promise<ReadValue> {
  const text = new TextDecoder().decode(await context.read(location))
  return compileSchema(JSON.parse(text) as unknown)
}

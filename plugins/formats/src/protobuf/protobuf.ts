import type { CompileContext, Decoder, FormatPlugin, JsonObject } from '@naftiko/plugin-api'
import { format } from '../format.ts'
import { reported, schemaFile } from '../schema/schema-file.ts'
import { loadMessage } from './load-message.ts'

/** `outputRawFormat: protobuf`: one message, of the type that `outputSchema` names as `path.proto` or `path.proto#Message`. */
export function protobufFormat(): FormatPlugin {
  return format({ type: 'protobuf', description: 'Protocol Buffers', compile: compileProtobuf })
}

async function compileProtobuf({ schema }: JsonObject, context: CompileContext): Promise<Decoder> {
  const absent = schema === null || schema === undefined || schema === ''
  const loaded = absent
    ? reported('the format protobuf needs an outputSchema, the path of a .proto file', context)
    : await schemaFile(schema, context, (location) => loadMessage(location, (file) => context.read(file)))
  if ('error' in loaded) {
    return () => {
      throw loaded.error
    }
  }
  return loaded.value
}

import { emptyObject, type InputShape, type JsonSchema, type JsonValue } from '@naftiko/plugin-api'
import { cleanNames } from '../names.ts'

/** The arguments of a tool as clients see them, and the way back from their names to those of the document. */
export interface ShownInput {
  readonly schema: JsonSchema
  /** Name as clients see it → name in the document. */
  readonly originals: ReadonlyMap<string, string>
  /** Arguments beyond those of the schema are of use to the call. */
  readonly open: boolean
}

/** The JSON Schema of a tool's arguments, with names that every client takes. */
export function shownInput(shape: InputShape, open: boolean): ShownInput {
  const names = cleanNames(
    shape.parameters.map((parameter) => parameter.name),
    'property',
  )
  const properties = emptyObject()
  for (const [index, parameter] of shape.parameters.entries()) properties[names[index]!] = parameter.schema
  const required: JsonValue = names.filter((_, index) => shape.parameters[index]!.required)
  return {
    schema: { type: 'object', properties, ...(required.length === 0 ? {} : { required }), additionalProperties: open },
    originals: new Map(names.map((name, index) => [name, shape.parameters[index]!.name])),
    open,
  }
}

/**
 * A schema that the document spells out. It is shown as it is; only `type: object` is added where it is missing, because
 * clients refuse the whole list of tools without it.
 */
export function givenInput(schema: JsonSchema): ShownInput {
  return { schema: schema['type'] === 'object' ? schema : { ...schema, type: 'object' }, originals: new Map(), open: true }
}

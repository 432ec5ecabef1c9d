import type { Schema } from 'avsc'
import { compileReader } from './compile-reader.ts'
import type { ReadValue } from './value-reader.ts'

/** Compiles a schema. Throws where it is none. */
export async function compileSchema(schema: unknown): Promise<ReadValue> {
  const { default: avsc } = await import('avsc')
  /** Keeps what is known of a decimal; how it is read is not its business. */
  class Decimal extends avsc.types.LogicalType {
    readonly scale: number

    constructor(own: Schema & { readonly scale?: number }, options?: unknown) {
      super(own, options)
      this.scale = own.scale ?? 0
    }
  }
  return compileReader(avsc.Type.forSchema(schema as Schema, { wrapUnions: 'always', logicalTypes: { decimal: Decimal } }))
}

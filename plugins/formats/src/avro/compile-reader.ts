import type { Type, types } from 'avsc'
import type { JsonValue } from '@naftiko/plugin-api'
import { type Members, setMember } from '../text/set-member.ts'
import { decimalText } from './decimal-text.ts'
import type { ReadValue } from './value-reader.ts'

/**
 * Compiles a type into a closure that reads its values. The library checks schemas and resolves their names, but trusts
 * the lengths that data announces, and gives longs only as far as they are exact; so values are read here.
 */
export function compileReader(type: Type, known: Map<Type, ReadValue> = new Map()): ReadValue {
  const compiled = known.get(type)
  if (compiled !== undefined) return compiled
  // Before its parts are compiled: types may refer to themselves.
  let read: ReadValue | undefined
  known.set(type, (reader) => reader.nested(() => read!(reader)))
  read = readerOf(type, (part) => compileReader(part, known))
  return read
}

type Compile = (part: Type) => ReadValue

function readerOf(type: Type, compile: Compile): ReadValue {
  const primitive = PRIMITIVES[type.typeName]
  if (primitive !== undefined) return primitive
  const complex = COMPLEX[type.typeName]
  if (complex !== undefined) return complex(type, compile)
  throw new Error(`values of the type "${type.typeName}" cannot be read`)
}

const PRIMITIVES: Readonly<Record<string, ReadValue>> = {
  null: (reader) => (reader.value(), null),
  boolean: (reader) => reader.byte() !== 0,
  int: (reader) => exact(reader.long()),
  long: (reader) => exact(reader.long()),
  float: (reader) => finite(reader.take(4).readFloatLE()),
  double: (reader) => finite(reader.take(8).readDoubleLE()),
  bytes: (reader) => reader.take(reader.count()).toString('base64'),
  string: (reader) => reader.text(),
}

const COMPLEX: Readonly<Record<string, (type: Type, compile: Compile) => ReadValue>> = {
  record: recordReader,
  error: recordReader,
  array: (type, compile) => arrayReader(compile((type as types.ArrayType).itemsType)),
  map: (type, compile) => mapReader(compile((type as types.MapType).valuesType)),
  'union:wrapped': (type, compile) => unionReader((type as types.WrappedUnionType).types.map(compile)),
  enum: (type) => enumReader((type as types.EnumType).symbols),
  fixed: (type) => (reader) => reader.take((type as types.FixedType).size).toString('base64'),
  'logical:decimal': (type) => decimalReader(type as types.LogicalType & { readonly scale: number }),
}

function recordReader(type: Type, compile: Compile): ReadValue {
  const fields = (type as types.RecordType).fields.map((field) => [field.name, compile(field.type)] as const)
  return (reader) => {
    reader.value()
    const record: Members = {}
    for (const [name, read] of fields) setMember(record, name, read(reader))
    return record
  }
}

/** Items come in blocks, the last of which is empty; a negative count says that the size of the block follows. */
function forEachItem(reader: Parameters<ReadValue>[0], item: () => void): void {
  for (let count = reader.count(); count !== 0; count = reader.count()) {
    if (count < 0) reader.count()
    for (let index = 0; index < Math.abs(count); index += 1) item()
  }
}

function arrayReader(read: ReadValue): ReadValue {
  return (reader) => {
    const items: JsonValue[] = []
    forEachItem(reader, () => items.push(read(reader)))
    return items
  }
}

function mapReader(read: ReadValue): ReadValue {
  return (reader) => {
    const members: Members = {}
    forEachItem(reader, () => setMember(members, reader.text(), read(reader)))
    return members
  }
}

function unionReader(branches: readonly ReadValue[]): ReadValue {
  return (reader) => {
    const index = reader.count()
    const read = branches[index]
    if (read === undefined)
      throw new Error(`the data says branch ${index} of a union of ${branches.length}, before byte ${reader.position}`)
    return read(reader)
  }
}

function enumReader(symbols: readonly string[]): ReadValue {
  return (reader) => {
    const index = reader.count()
    const symbol = symbols[index]
    if (symbol === undefined) throw new Error(`the data says symbol ${index} of ${symbols.length}, before byte ${reader.position}`)
    return symbol
  }
}

function decimalReader({ underlyingType, scale }: types.LogicalType & { readonly scale: number }): ReadValue {
  const { size } = underlyingType as types.FixedType
  return (reader) => decimalText(reader.take(underlyingType.typeName === 'fixed' ? size : reader.count()), scale)
}

/** A number where JSON has it exactly, or its digits as text. */
function exact(value: number | bigint): JsonValue {
  return typeof value === 'bigint' ? String(value) : value
}

function finite(value: number): JsonValue {
  return Number.isFinite(value) ? value : String(value)
}

import { promisify } from 'node:util'
import { inflateRaw, type ZlibOptions } from 'node:zlib'
import type { JsonValue } from '@naftiko/plugin-api'
import { ByteReader } from './byte-reader.ts'
import { compileSchema } from './schema.ts'
import type { ReadValue } from './value-reader.ts'

const MAGIC = Buffer.from('Obj\u0001', 'latin1')
const SYNC_BYTES = 16
/** Bytes that the blocks of one file may be unpacked to, together. */
const LARGEST = 64 * 1024 * 1024

/** Whether the bytes are an Avro container file. */
export function isContainer(bytes: Uint8Array): boolean {
  return bytes.length >= MAGIC.length && MAGIC.every((byte, index) => bytes[index] === byte)
}

/** All records of a container file, read by the schema that stands in it. */
export async function containerRecords(bytes: Uint8Array): Promise<JsonValue> {
  const reader = new ByteReader(bytes)
  reader.take(MAGIC.length)
  const settings = settingsOf(reader)
  const sync = reader.take(SYNC_BYTES)
  const read = await compileSchema(JSON.parse(settings.get('avro.schema') ?? 'null'))
  const unpack = unpackerOf(settings.get('avro.codec') ?? 'null')
  const records: JsonValue[] = []
  let left = LARGEST
  while (!reader.isAtEnd) {
    const count = reader.count()
    const block = await unpack(reader.take(reader.count()), left)
    left -= block.length
    addRecords(records, { count, block, read })
    if (!reader.take(SYNC_BYTES).equals(sync)) throw new Error(`the container is damaged before byte ${reader.position}`)
  }
  return records
}

function settingsOf(reader: ByteReader): ReadonlyMap<string, string> {
  const settings = new Map<string, string>()
  for (let count = reader.count(); count !== 0; count = reader.count()) {
    if (count < 0) reader.count()
    for (let index = 0; index < Math.abs(count); index += 1) settings.set(reader.text(), reader.text())
  }
  return settings
}

interface Block {
  readonly count: number
  readonly block: Uint8Array
  readonly read: ReadValue
}

function addRecords(records: JsonValue[], { count, block, read }: Block): void {
  const reader = new ByteReader(block)
  for (let index = 0; index < count; index += 1) {
    reader.value()
    records.push(read(reader))
  }
  if (!reader.isAtEnd) throw new Error(`a block of the container has more bytes than its ${count} records`)
}

type Unpack = (bytes: Buffer, largest: number) => Promise<Buffer>

const inflate = promisify<Uint8Array, ZlibOptions, Buffer>(inflateRaw)

const UNPACK: Readonly<Record<string, Unpack>> = {
  null: (bytes) => Promise.resolve(bytes),
  deflate: async (bytes, largest) => {
    try {
      return await inflate(bytes, { maxOutputLength: Math.max(largest, 1) })
    } catch (error) {
      const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      const reason = tooLarge ? `it is larger than ${LARGEST} bytes` : (error as Error).message
      throw new Error(`a block of the container cannot be unpacked: ${reason}`, { cause: error })
    }
  },
}

function unpackerOf(codec: string): Unpack {
  if (Object.hasOwn(UNPACK, codec)) return UNPACK[codec]!
  throw new Error(`the container is packed with "${codec}"; ${Object.keys(UNPACK).join(' and ')} can be read`)
}

import avsc, { type Schema } from 'avsc'
import type { JsonValue } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import { decode, decodeWith } from './decode.ts'

const record = (fields: readonly object[]): Schema => ({ type: 'record', name: 'R', fields }) as unknown as Schema
const field = (type: unknown): Schema => record([{ name: 'f', type }])

async function roundTrip(schema: Schema, value: unknown): Promise<JsonValue> {
  const bytes = avsc.Type.forSchema(schema).toBuffer(value)
  return decode('avro', bytes, { schema: 'r.avsc', files: { 'r.avsc': JSON.stringify(schema) } })
}

async function container(schema: Schema, values: readonly unknown[], codec: string): Promise<Uint8Array> {
  const encoder = new avsc.streams.BlockEncoder(schema, { codec, blockSize: 64 })
  const pieces: Buffer[] = []
  encoder.on('data', (piece: Buffer) => pieces.push(piece))
  for (const value of values) encoder.write(value)
  encoder.end()
  await new Promise((resolve) => encoder.once('end', resolve))
  return Buffer.concat(pieces)
}

describe('one record of avro', () => {
  it.each<[string, unknown, unknown, JsonValue]>([
    ['null', 'null', null, null],
    ['boolean', 'boolean', true, true],
    ['int', 'int', -2_147_483_648, -2_147_483_648],
    ['long', 'long', 9_007_199_254_740_990, 9_007_199_254_740_990],
    ['small negative long', 'long', -3, -3],
    ['float', 'float', 0.5, 0.5],
    ['double', 'double', -1e300, -1e300],
    ['double that JSON lacks', 'double', Number.NEGATIVE_INFINITY, '-Infinity'],
    ['string', 'string', 'héllo', 'héllo'],
    ['bytes', 'bytes', Buffer.from([1, 2, 255]), 'AQL/'],
    ['fixed', { type: 'fixed', name: 'F', size: 2 }, Buffer.from([1, 2]), 'AQI='],
    ['enum', { type: 'enum', name: 'E', symbols: ['A', 'B'] }, 'B', 'B'],
    ['array', { type: 'array', items: 'int' }, [1, 2, 3], [1, 2, 3]],
    ['map', { type: 'map', values: 'int' }, { a: 1, constructor: 2 }, { a: 1, constructor: 2 }],
    ['union', ['null', 'string'], 'x', 'x'],
    ['empty union', ['null', 'string'], null, null],
    ['union of two numbers', ['int', 'double'], { double: 1.5 }, 1.5],
    ['union of records', [{ type: 'record', name: 'S', fields: [{ name: 'x', type: 'int' }] }, 'R'], { S: { x: 1 } }, { x: 1 }],
    ['timestamp', { type: 'long', logicalType: 'timestamp-millis' }, 1_700_000_000_000, 1_700_000_000_000],
    ['decimal', { type: 'bytes', logicalType: 'decimal', precision: 6, scale: 2 }, Buffer.from([0xff, 0x00]), '-2.56'],
    ['decimal without places', { type: 'bytes', logicalType: 'decimal', precision: 6 }, Buffer.from([0x01, 0x00]), '256'],
    [
      'decimal in a fixed',
      { type: 'fixed', name: 'D', size: 2, logicalType: 'decimal', precision: 4, scale: 3 },
      Buffer.from([0, 7]),
      '0.007',
    ],
  ])('has a %s', async (_, type, value, expected) => {
    expect(await roundTrip(field(type), { f: value })).toEqual({ f: expected })
  })

  it('has records inside of records of the same type', async () => {
    const list = record([
      { name: 'v', type: 'int' },
      { name: 'next', type: ['null', 'R'] },
    ])
    expect(await roundTrip(list, { v: 1, next: { v: 2, next: null } })).toEqual({ v: 1, next: { v: 2, next: null } })
  })

  it('has the digits of a long that JSON numbers cannot tell', async () => {
    const files = { 'r.avsc': JSON.stringify(field('long')) }
    const bytes = Uint8Array.from([0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01])
    expect(await decode('avro', bytes, { schema: 'r.avsc', files })).toEqual({ f: '9223372036854775807' })
  })

  it.each<[string, unknown, number[], string]>([
    ['ends too early', 'double', [1, 2], 'the data ends in the middle of a value, at byte 0'],
    ['goes on', 'int', [2, 2], 'the record of this schema ends at byte 1 of 2'],
    ['announces a text that is not there', 'string', [0xfe, 0xff, 0xff, 0xff, 0x0f], 'ends in the middle of a value'],
    ['announces a text of negative length', 'string', [1], 'ends in the middle of a value'],
    ['announces a billion items', { type: 'array', items: 'int' }, [0x80, 0xa8, 0xd6, 0xb9, 0x07], 'ends in the middle of a value'],
    ['announces a billion nothings', { type: 'array', items: 'null' }, [0x80, 0xa8, 0xd6, 0xb9, 0x07, 0], 'more values than it can hold'],
    ['says a branch that is not there', ['null', 'int'], [4], 'branch 2 of a union of 2'],
    ['says a symbol that is not there', { type: 'enum', name: 'E', symbols: ['A'] }, [2], 'symbol 1 of 1'],
    ['has a number without end', 'long', Array.from({ length: 11 }, () => 0xff), 'more than 64 bits'],
    ['has too many levels', ['null', 'R'], Array.from({ length: 100_000 }, () => 2), 'more than 500 levels'],
  ])('is refused when it %s', async (_, type, bytes, message) => {
    const files = { 'r.avsc': JSON.stringify(field(type)) }
    await expect(decode('avro', Uint8Array.from(bytes), { schema: 'r.avsc', files })).rejects.toThrow(message)
  })
})

describe('a container of avro', () => {
  const schema = record([
    { name: 'id', type: 'int' },
    { name: 'name', type: ['null', 'string'] },
  ])
  const values = Array.from({ length: 50 }, (_, id) => ({ id, name: id % 2 === 0 ? null : { string: `n${id}` } }))
  const expected = values.map(({ id, name }) => ({ id, name: name === null ? null : name.string }))

  it.each(['null', 'deflate'])('gives all its records, packed with %s', async (codec) => {
    const writer = avsc.Type.forSchema(schema, { wrapUnions: true })
    expect(await decode('avro', await container(writer, values, codec))).toEqual(expected)
  })

  it('needs no schema, and takes its own when another is named', async () => {
    const files = { 'r.avsc': JSON.stringify(field('int')) }
    const bytes = await container(avsc.Type.forSchema(schema, { wrapUnions: true }), values, 'null')
    expect(await decode('avro', bytes, { schema: 'r.avsc', files })).toEqual(expected)
  })

  it('is refused when it is damaged', async () => {
    const bytes = await container(field('string'), [{ f: 'x'.repeat(100) }], 'null')
    const damaged = Uint8Array.from(bytes)
    damaged[damaged.length - 1]! ^= 1
    await expect(decode('avro', damaged)).rejects.toThrow('the container is damaged before byte')
    await expect(decode('avro', bytes.subarray(0, -20))).rejects.toThrow('ends in the middle of a value')
  })

  it('is refused when it is packed in a way that cannot be read', async () => {
    const bytes = Buffer.from(await container(field('int'), [{ f: 1 }], 'null'))
    const snappy = Buffer.from(bytes.toString('latin1').replace('avro.codec\u0008null', 'avro.codec\u0008lzma'), 'latin1')
    await expect(decode('avro', snappy)).rejects.toThrow('the container is packed with "lzma"')
  })

  it('is refused when it unpacks to more than is held', async () => {
    const bytes = await container(field('bytes'), [{ f: Buffer.alloc(70 * 1024 * 1024) }], 'deflate')
    await expect(decode('avro', bytes)).rejects.toThrow('it is larger than 67108864 bytes')
  })

  it('has no name that could be code', async () => {
    const bytes = await container(field('int'), [{ f: 1 }], 'null')
    const text = Buffer.from(bytes).toString('latin1').replace('"name":"R"', '"name":";"')
    await expect(decode('avro', Buffer.from(text, 'latin1'))).rejects.toThrow('invalid name')
  })
})

describe('the schema of avro', () => {
  it.each<[string, JsonValue, Record<string, string>, string]>([
    ['that is not there', 'r.avsc', {}, 'the schema r.avsc cannot be used: there is no such file beside the document'],
    ['that is no JSON', 'r.avsc', { 'r.avsc': '{' }, 'the schema r.avsc cannot be used'],
    ['that is no schema', 'r.avsc', { 'r.avsc': '{"type":"thing"}' }, 'the schema r.avsc cannot be used'],
    ['that is no text', {}, {}, 'outputSchema is no text'],
  ])('%s is reported, and said when something is read', async (_, schema, files, message) => {
    const { problems, value } = await decodeWith('avro', 'x', { schema, files })
    expect(problems).toMatchObject([
      { severity: 'warning', code: 'NAFTIKO_FORMAT_SCHEMA', at: '/outputSchema', message: expect.stringContaining(message) },
    ])
    await expect(value()).rejects.toMatchObject({
      code: 'NAFTIKO_FORMAT_SCHEMA',
      fault: 'engine',
      message: expect.stringContaining(message),
    })
  })

  it('may be left out for containers; a record then says what it lacks', async () => {
    const { problems, value } = await decodeWith('avro', 'x')
    expect(problems).toEqual([])
    await expect(value()).rejects.toMatchObject({
      code: 'NAFTIKO_FORMAT_SCHEMA',
      message: expect.stringContaining('outputSchema names its .avsc file'),
    })
  })
})

import avsc from 'avsc'
import { formatConformance, type FormatSample } from '@naftiko/testing'
import { describe, expect, it } from 'vitest'
import { formatOf, latin1 } from './decode.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

const RECORD = { type: 'record' as const, name: 'R', fields: [{ name: 'a', type: 'string' as const }] }

const samples: Readonly<Record<string, Omit<FormatSample, 'make'>>> = {
  xml: { bytes: bytesOf('<r><a>1</a></r>'), expected: { a: '1' }, broken: bytesOf('<r>') },
  csv: { bytes: bytesOf('a,b\n1,2\n'), expected: [{ a: '1', b: '2' }], broken: bytesOf('a\n1,2') },
  tsv: { bytes: bytesOf('a\tb\n1\t2\n'), expected: [{ a: '1', b: '2' }], broken: bytesOf('a\n1\t2') },
  psv: { bytes: bytesOf('a|b\n1|2\n'), expected: [{ a: '1', b: '2' }], broken: bytesOf('a\n1|2') },
  yaml: { bytes: bytesOf('a: [1]'), expected: { a: [1] }, broken: latin1('a: \xe9') },
  html: { bytes: bytesOf('<table><tr><th>a<tr><td>1</table>'), expected: { tables: [[{ a: '1' }]] } },
  markdown: {
    bytes: bytesOf('# a\nb'),
    expected: { frontMatter: {}, introduction: '', tables: [], sections: [{ heading: 'a', level: 1, content: 'b' }] },
  },
  avro: {
    schema: 'r.avsc',
    files: { 'r.avsc': JSON.stringify(RECORD) },
    bytes: avsc.Type.forSchema(RECORD).toBuffer({ a: 'x' }),
    expected: { a: 'x' },
    broken: bytesOf('x'),
  },
  protobuf: {
    schema: 'a.proto#A',
    files: { 'a.proto': 'syntax = "proto3"; message A { string a = 1; }' },
    bytes: Uint8Array.from([0x0a, 1, 0x78]),
    expected: { a: 'x' },
    broken: Uint8Array.from([0x0a, 9, 0x78]),
  },
}

describe.each(Object.entries(samples))('the contract of formats, kept by %s', (type, sample) => {
  it.each(formatConformance({ ...sample, make: () => formatOf(type) }))('$title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined()
  })
})

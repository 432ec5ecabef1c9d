import avsc from 'avsc'
import type { JsonValue } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import { run, type Served } from './running.ts'

const SHIP = { type: 'record' as const, name: 'Ship', fields: [{ name: 'name', type: 'string' as const }] }

const FORMATS: readonly (Served & { readonly expected: JsonValue })[] = [
  {
    operation: { outputRawFormat: 'XML' },
    mediaType: 'application/xml',
    body: '<ships><ship id="1"><name>Belém</name></ship></ships>',
    mapping: '$.ship.name',
    expected: { ship: { id: '1', name: 'Belém' } },
  },
  {
    operation: { outputRawFormat: 'text/csv' },
    mediaType: 'text/csv; charset=iso-8859-1',
    body: Buffer.from('name,flag\nBel\xe9m,FR\n', 'latin1'),
    mapping: '$[0].name',
    expected: [{ name: 'Belém', flag: 'FR' }],
  },
  {
    operation: { outputRawFormat: 'Tsv' },
    mediaType: 'text/plain',
    body: 'name\tx\nBelém\t1',
    mapping: '$[0].name',
    expected: [{ name: 'Belém', x: '1' }],
  },
  {
    operation: { outputRawFormat: 'psv' },
    mediaType: 'text/plain',
    body: 'name|x\nBelém|1',
    mapping: '$[0].name',
    expected: [{ name: 'Belém', x: '1' }],
  },
  {
    operation: { outputRawFormat: 'yml' },
    mediaType: 'application/octet-stream',
    body: 'name: Belém',
    mapping: '$.name',
    expected: { name: 'Belém' },
  },
  {
    operation: { outputRawFormat: 'html', outputSchema: 'table.ships' },
    mediaType: 'text/html',
    body: '<table><tr><th>no<tr><td>1</table><table class="ships"><tr><th>name<tr><td>Belém</table>',
    mapping: '$.tables[0][0].name',
    expected: { tables: [[{ name: 'Belém' }]] },
  },
  {
    operation: { outputRawFormat: 'md', outputSchema: 'Bel' },
    mediaType: 'text/markdown',
    body: '# Other\n# Belém\nA barque.',
    mapping: '$.sections[0].heading',
    expected: { frontMatter: {}, introduction: '', tables: [], sections: [{ heading: 'Belém', level: 1, content: 'A barque.' }] },
  },
  {
    operation: { outputRawFormat: 'Avro', outputSchema: './ship.avsc' },
    mediaType: 'avro/binary',
    body: avsc.Type.forSchema(SHIP).toBuffer({ name: 'Belém' }),
    mapping: '$.name',
    files: { 'ship.avsc': JSON.stringify(SHIP) },
    expected: { name: 'Belém' },
  },
  {
    operation: { outputRawFormat: 'proto', outputSchema: 'ship.proto#Ship' },
    mediaType: 'application/x-protobuf',
    body: Buffer.from('\x0a\x06Belém'),
    mapping: '$.name',
    files: { 'ship.proto': 'syntax = "proto3"; message Other {} message Ship { string name = 1; }' },
    expected: { name: 'Belém' },
  },
]

describe.each(FORMATS)('an answer in $operation.outputRawFormat', (served) => {
  it('passes as it is where nothing reads it, and as JSON where something does', async () => {
    await using running = await run(served)
    expect(running.diagnostics.filter(({ severity }) => severity !== 'hint')).toEqual([])

    const whole = await running.get('/whole')
    expect([whole.status, whole.headers.get('content-type')]).toEqual([200, served.mediaType])
    expect(Buffer.from(await whole.arrayBuffer())).toEqual(Buffer.from(served.body))

    const mapped = await running.get('/mapped')
    expect([mapped.status, await mapped.json()]).toEqual([200, 'Belém'])

    const { text, isError } = await running.tool()
    expect([isError, JSON.parse(text)]).toEqual([false, served.expected])
  })
})

describe('an answer that is not of its format', () => {
  it('is a fault of the upstream, and says what is wrong', async () => {
    await using running = await run({ operation: { outputRawFormat: 'csv' }, mediaType: 'text/csv', body: 'a\n1,2', mapping: '$[0].a' })
    const mapped = await running.get('/mapped')
    expect([mapped.status, await mapped.json()]).toMatchObject([
      502,
      { code: 'NAFTIKO_UPSTREAM_INVALID', detail: expect.stringContaining('line 2 has 2 cells') },
    ])
    expect(await running.tool()).toMatchObject({ isError: true, text: expect.stringContaining('line 2 has 2 cells') })
  })
})

describe('a schema file that is missing', () => {
  it('is a warning at its place; what reads the answer says so, what passes it on does not mind', async () => {
    await using running = await run({
      operation: { outputRawFormat: 'protobuf', outputSchema: 'gone.proto' },
      mediaType: 'application/x-protobuf',
      body: 'x',
      mapping: '$.name',
    })
    expect(running.diagnostics).toMatchObject([
      {
        severity: 'warning',
        code: 'NAFTIKO_FORMAT_SCHEMA',
        pointer: '/capability/consumes/0/resources/0/operations/0/outputSchema',
        message: 'the schema gone.proto cannot be used: there is no such file beside the document',
      },
    ])
    expect(await (await running.get('/whole')).text()).toBe('x')
    const mapped = await running.get('/mapped')
    expect([mapped.status, await mapped.json()]).toMatchObject([501, { code: 'NAFTIKO_FORMAT_SCHEMA' }])
    expect(await running.tool()).toMatchObject({ isError: true, text: expect.stringContaining('gone.proto cannot be used') })
  })
})

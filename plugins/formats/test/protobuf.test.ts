import protobufjs from 'protobufjs'
import type { JsonValue } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import { decode, decodeWith } from './decode.ts'

const SHIP = `
syntax = "proto3";
package fleet;
import "google/protobuf/timestamp.proto";

message Ship {
  string ship_name = 1;
  int64 tonnage = 2;
  Flag flag = 3;
  repeated string ports = 4;
  map<string, int32> crew = 5;
  bytes seal = 6;
  double speed = 7;
  Captain captain = 8;
  google.protobuf.Timestamp built = 9;
  oneof drive { string engine = 10; string sail = 11; }
  message Captain { string name = 1; }
}
message Port { string name = 1; }
enum Flag { UNKNOWN = 0; FR = 1; }
`
const files = { 'ship.proto': SHIP }

function encode(type: string, value: object, source = SHIP): Uint8Array {
  const root = new protobufjs.Root()
  protobufjs.parse(source.replace(/import .*/, ''), root, { keepCase: true })
  root.addJSON(protobufjs.common.get('google/protobuf/timestamp.proto')!.nested!)
  const message = root.lookupType(type)
  return message.encode(message.fromObject(value)).finish()
}

const empty = { ship_name: '', tonnage: 0, flag: 'UNKNOWN', ports: [], crew: {}, seal: '', speed: 0, captain: null, built: null }

describe('protobuf', () => {
  it('reads the first message of the file, named as there', async () => {
    const ship = {
      ship_name: 'Belém',
      tonnage: 750,
      flag: 'FR',
      ports: ['Nantes', 'Belém'],
      crew: { deck: 12 },
      seal: 'AQI=',
      speed: 12.5,
      captain: { name: 'Ann' },
      built: { seconds: 1_700_000_000, nanos: 0 },
      sail: 'square',
    }
    expect(await decode('protobuf', encode('fleet.Ship', ship), { schema: 'ship.proto', files })).toEqual(ship)
  })

  it('fills in what is not sent because it is the default', async () => {
    expect(await decode('protobuf', new Uint8Array(), { schema: 'ship.proto', files })).toEqual(empty)
  })

  it.each<[string, object, object]>([
    ['whole numbers that JSON has exactly', { tonnage: '9007199254740991' }, { tonnage: 9_007_199_254_740_991 }],
    ['the digits of those that it has not', { tonnage: '9223372036854775807' }, { tonnage: '9223372036854775807' }],
    ['numbers that JSON lacks as texts', { speed: Number.NaN }, { speed: 'NaN' }],
    ['the number of a symbol that nobody knows', { flag: 7 }, { flag: 7 }],
    ['members that are called like those of the prototype', { crew: { constructor: 1 } }, { crew: { constructor: 1 } }],
  ])('gives %s', async (_, value, expected) => {
    expect(await decode('protobuf', encode('fleet.Ship', value), { schema: 'ship.proto', files })).toEqual({ ...empty, ...expected })
  })

  it.each([
    ['ship.proto#Port', 'fleet.Port'],
    ['ship.proto#fleet.Port', 'fleet.Port'],
    ['ship.proto#Ship.Captain', 'fleet.Ship.Captain'],
  ])('reads the message that %s names', async (schema, type) => {
    expect(await decode('protobuf', encode(type, { name: 'n' }), { schema, files })).toEqual({ name: 'n' })
  })

  it.each(['protos/fleet.proto', 'file:///./protos/fleet.proto'])('finds imports of %s beside it', async (schema) => {
    const folder = schema.slice(0, schema.lastIndexOf('/') + 1)
    const imported = {
      [schema]: 'syntax = "proto3"; import "parts/port.proto"; message Fleet { repeated Port ports = 1; }',
      [`${folder}parts/port.proto`]:
        'syntax = "proto3"; import "parts/name.proto"; message First { int32 x = 1; } message Port { Name name = 1; }',
      [`${folder}parts/name.proto`]: 'syntax = "proto3"; import "parts/port.proto"; message Name { string text = 1; }',
    }
    expect(await decode('protobuf', Uint8Array.from([0x0a, 5, 0x0a, 3, 0x0a, 1, 0x78]), { schema, files: imported })).toEqual({
      ports: [{ name: { text: 'x' } }],
    })
  })

  it.each<[string, Uint8Array, string]>([
    [
      'end in the middle of a value',
      Uint8Array.from([0x0a, 5, 0x78]),
      'this is no message of the type fleet.Ship: the data ends in the middle of a value',
    ],
    ['are text', new TextEncoder().encode('{"a":1}'), 'this is no message of the type fleet.Ship'],
  ])('refuses bytes that %s', async (_, bytes, message) => {
    await expect(decode('protobuf', bytes, { schema: 'ship.proto', files })).rejects.toThrow(message)
  })
})

describe('the schema of protobuf', () => {
  it.each<[string, JsonValue, Record<string, string>, string]>([
    ['that is not said', null, {}, 'needs an outputSchema, the path of a .proto file'],
    ['that is not there', 'x.proto', {}, 'the schema x.proto cannot be used: there is no such file beside the document'],
    ['that is broken', 'x.proto', { 'x.proto': 'syntax = "proto3";\nmessage {' }, "illegal type name '{' (x.proto, line 2)"],
    ['that has no message', 'x.proto', { 'x.proto': 'syntax = "proto3"; enum E { A = 0; }' }, 'it declares no message'],
    ['that has not this message', 'ship.proto#Sub', files, 'it has no message "Sub", only Ship, Port'],
    ['whose import is not there', 'x.proto', { 'x.proto': 'import "y.proto"; message A {}' }, 'it imports y.proto, which cannot be read'],
    ['that refers to nothing', 'x.proto', { 'x.proto': 'syntax = "proto3"; message A { B b = 1; }' }, 'no such'],
    ['that is no text', [1], {}, 'outputSchema is no text'],
  ])('%s is reported, and said when something is read', async (_, schema, beside, message) => {
    const { problems, value } = await decodeWith('protobuf', '', { schema, files: beside })
    expect(problems).toMatchObject([
      { severity: 'warning', code: 'NAFTIKO_FORMAT_SCHEMA', at: '/outputSchema', message: expect.stringContaining(message) },
    ])
    await expect(value()).rejects.toMatchObject({ code: 'NAFTIKO_FORMAT_SCHEMA', fault: 'engine' })
  })
})

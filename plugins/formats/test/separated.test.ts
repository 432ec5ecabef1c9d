import type { JsonValue } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import { decode, latin1 } from './decode.ts'

describe('csv', () => {
  it.each<[string, string | Uint8Array, JsonValue]>([
    ['names cells by the header, as texts', 'a,b\n1,true\n', [{ a: '1', b: 'true' }]],
    ['trims the header, and nothing else', ' a , b\n 1 , 2', [{ a: ' 1 ', b: ' 2' }]],
    ['takes lines that end in CRLF', 'a,b\r\n1,2\r\n', [{ a: '1', b: '2' }]],
    ['takes lines that end in CR', 'a,b\r1,2\r', [{ a: '1', b: '2' }]],
    ['drops a byte order mark', '\ufeffa\n1', [{ a: '1' }]],
    ['takes quoted cells with anything in them', 'a,b\n"x, ""y""\nz",2', [{ a: 'x, "y"\nz', b: '2' }]],
    ['takes quotes in the middle of a cell as they are', 'a,b\n5" pipe,2', [{ a: '5" pipe', b: '2' }]],
    ['leaves out what a short row lacks', 'a,b,c\n1,2', [{ a: '1', b: '2' }]],
    ['takes the last of two columns with one name', 'a,b,a\n1,2,3', [{ a: '3', b: '2' }]],
    ['takes a comma at the end of a line', 'a,b\n1,2,', [{ a: '1', b: '2' }]],
    ['skips empty lines', 'a,b\n\n1,2\n\n', [{ a: '1', b: '2' }]],
    ['gives no rows for a header alone', 'a,b\n', []],
    ['has names of the prototype as members', '__proto__,toString\n1,2', JSON.parse('[{"__proto__":"1","toString":"2"}]')],
    ['reads what is not UTF-8 as Windows-1252', latin1('a\ncaf\xe9'), [{ a: 'café' }]],
    ['reads UTF-16 by its mark', Buffer.from('\ufeffa\né', 'utf16le'), [{ a: 'é' }]],
  ])('%s', async (_, source, expected) => {
    expect(await decode('csv', source)).toEqual(expected)
  })

  it.each([
    ['a row with more cells than the header', 'a,b\n1,2\n1,2,3\n', 'line 3 has 3 cells, and the header names only 2'],
    ['such a row behind a cell of several lines', 'a,b\n"1\n1",2\n1,2,3\n', 'line 4 has 3 cells'],
    ['a quote that is not closed', 'a\n1\n"2', 'a quoted cell is not closed at the end of the text, on line 3'],
    ['a text without a header', '\n\n', 'there is no header row'],
  ])('refuses %s', async (_, source, message) => {
    await expect(decode('csv', source)).rejects.toThrow(message)
  })
})

describe.each([
  ['tsv', 'a\tb\n1,5\t"x\ty"\n'],
  ['psv', 'a|b\n1,5|"x\ty"\n'],
])('%s', (type, source) => {
  it('is the same with another separator', async () => {
    expect(await decode(type, source)).toEqual([{ a: '1,5', b: 'x\ty' }])
  })
})

import type { JsonValue } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import { decode, decodeWith, latin1 } from './decode.ts'

const HEAD = '<thead><tr><th>A</th><th>B</th></tr></thead>'

describe('html', () => {
  it.each<[string, string | Uint8Array, JsonValue]>([
    ['names cells by the head of the table', `<table>${HEAD}<tr><td> 1 </td><td>2</td></tr></table>`, [[{ A: '1', B: '2' }]]],
    ['names cells by a first row of headers', '<table><tr><th>A<th>B<tr><td>1<td>2</table>', [[{ A: '1', B: '2' }]]],
    ['takes a corner that is no header', '<table><tr><td><th>B<tr><th>x<td>2</table>', [[{ '': 'x', B: '2' }]]],
    [
      'fills up short rows, and drops what has no name',
      `<table>${HEAD}<tr><td>1<tr><td>1<td>2<td>3</table>`,
      [
        [
          { A: '1', B: '' },
          { A: '1', B: '2' },
        ],
      ],
    ],
    ['keeps rows that begin with a header', `<table>${HEAD}<tr><th>x<td>1</table>`, [[{ A: 'x', B: '1' }]]],
    ['skips rows of headers alone', `<table>${HEAD}<tr><th colspan="2">2024<tr><td>1<td>2</table>`, [[{ A: '1', B: '2' }]]],
    [
      'gives every row what spans it',
      `<table>${HEAD}<tr><td rowspan="2">1<td>2<tr><td>3<tr><td colspan="2">4</table>`,
      [
        [
          { A: '1', B: '2' },
          { A: '1', B: '3' },
          { A: '4', B: '4' },
        ],
      ],
    ],
    [
      'joins a head of several rows',
      '<table><thead><tr><th rowspan="2">Name<th colspan="2">Price<tr><th>EUR<th>USD</thead><tr><td>x<td>1<td>2</table>',
      [[{ Name: 'x', 'Price EUR': '1', 'Price USD': '2' }]],
    ],
    [
      'reads a table with its names at the side',
      '<table><tr><th>Name<td>Ann<td>Bob<tr><th>Age<td>3<td>4</table>',
      [
        [
          { Name: 'Ann', Age: '3' },
          { Name: 'Bob', Age: '4' },
        ],
      ],
    ],
    ['skips tables without names', '<table><tr><td>1</table><table><tr><th> <th></table><table></table>', []],
    ['gives no rows for a head alone', `<table>${HEAD}</table>`, [[]]],
    [
      'reads what a reader sees',
      '<table><tr><th>A<tr><td>a<b>b</b><br>c<p>d</p>\n &amp;&nbsp;<script>x</script></table>',
      [[{ A: 'ab c d &' }]],
    ],
    [
      'tells tables in cells from their rows',
      '<table><tr><th>A<tr><td><table><tr><th>B<tr><td>1</table></table>',
      [[{ A: 'B 1' }], [{ B: '1' }]],
    ],
    ['has names of the prototype as members', '<table><tr><th>__proto__<tr><td>1</table>', [JSON.parse('[{"__proto__":"1"}]')]],
    ['reads the encoding that it declares', latin1('<meta charset="iso-8859-1"><table><tr><th>\xe9<tr><td>1</table>'), [[{ é: '1' }]]],
  ])('%s', async (_, source, tables) => {
    expect(await decode('html', source)).toEqual({ tables })
  })

  const two = '<div class="x"><table id="one"><tr><th>A</table></div><table id="two"><tr><th>B<tr><td>1</table>'

  it.each<[string, string, JsonValue]>([
    ['a table', 'table#two', [[{ B: '1' }]]],
    ['what tables stand in', 'div.x', [[]]],
    ['a table twice', 'div, #one', [[]]],
    ['nothing', '#three', []],
  ])('keeps the tables of a selector that matches %s', async (_, schema, tables) => {
    expect(await decode('html', two, { schema })).toEqual({ tables })
  })

  it.each<[string, JsonValue]>([
    ['a selector that is none', 'table[['],
    ['a selector that is no text', { type: 'object' }],
  ])('reports %s, and says so when something is read', async (_, schema) => {
    const { problems, value } = await decodeWith('html', two, { schema })
    expect(problems).toMatchObject([{ severity: 'warning', code: 'NAFTIKO_FORMAT_SCHEMA', at: '/outputSchema' }])
    await expect(value()).rejects.toMatchObject({
      code: 'NAFTIKO_FORMAT_SCHEMA',
      message: expect.stringContaining('outputSchema is no CSS selector'),
    })
  })

  it.each([
    ['elements inside each other', '<div>'.repeat(100_000), 'more than 512 elements inside each other'],
    [
      'cells that span everything',
      `<table><tr>${'<td rowspan="65534" colspan="1000">'}${'<tr>'.repeat(10_000)}</table>`,
      'more than 2000000 cells',
    ],
    ['more than it can parse in good time', 'x'.repeat(33 * 1024 * 1024), 'HTML of more than 32 MiB is not read'],
  ])('refuses %s', async (_, source, message) => {
    await expect(decode('html', source)).rejects.toThrow(message)
  })
})

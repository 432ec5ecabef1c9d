import type { JsonValue } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import { decode, latin1 } from './decode.ts'

describe('xml', () => {
  it.each<[string, string | Uint8Array, JsonValue]>([
    ['drops the name of the root', '<r><a>t</a></r>', { a: 't' }],
    ['makes attributes members', '<r id="1"><a x="2"/></r>', { id: '1', a: { x: '2' } }],
    ['puts text beside attributes under the empty name', "<r x='1'>t</r>", { x: '1', '': 't' }],
    ['makes a list of several runs of such text', '<r>one<b/>two<b/></r>', { '': ['one', 'two'], b: ['', ''] }],
    ['puts the text of a lone root under the empty name', '<r>t</r>', { '': 't' }],
    ['makes an empty element an empty text, and an empty root an empty object', '<r/>', {}],
    ['makes a list of siblings with one name', '<r><a>1</a><b/><a>2</a></r>', { a: ['1', '2'], b: '' }],
    ['makes a list of an attribute and an element with one name', '<r a="1"><a>2</a></r>', { a: ['1', '2'] }],
    ['leaves every scalar a text', '<r><n>012</n><t>true</t></r>', { n: '012', t: 'true' }],
    ['keeps white space inside of text, and none between elements', '<r>\n <a> t </a>\n</r>', { a: ' t ' }],
    ['joins the pieces of one text', '<r><a>1 &lt; 2 <![CDATA[<b>]]>&#233;<!-- no -->!</a></r>', { a: '1 < 2 <b>é!' }],
    ['drops prefixes and declarations', '<s:r xmlns:s="u" xmlns="v"><s:a xml:lang="en">t</s:a></s:r>', { a: { lang: 'en', '': 't' } }],
    ['knows what is nil', '<r><a xsi:nil="true"/></r>', { a: null }],
    ['skips a DOCTYPE', '<!DOCTYPE r PUBLIC "p" "https://example.org/r.dtd"><r><a>1</a></r>', { a: '1' }],
    ['takes a declaration behind an empty line', '\r\n<?xml version="1.0"?><r><a>1</a></r>', { a: '1' }],
    [
      'has names of the prototype as members',
      '<r __proto__="1"><constructor>2</constructor></r>',
      JSON.parse('{"__proto__":"1","constructor":"2"}'),
    ],
    ['reads the encoding that it declares', latin1('<?xml version="1.0" encoding="ISO-8859-1"?><r><a>\xe9</a></r>'), { a: 'é' }],
    [
      'reads UTF-16 by its mark, whatever it declares',
      Buffer.from('\ufeff<?xml version="1.0" encoding="utf-16"?><r><a>é</a></r>', 'utf16le'),
      { a: 'é' },
    ],
    ['reads UTF-8 with a mark', '\ufeff<r><a>é</a></r>', { a: 'é' }],
  ])('%s', async (_, source, expected) => {
    expect(await decode('xml', source)).toEqual(expected)
  })

  it.each<[string, string | Uint8Array, string]>([
    ['an element that is not closed', '<r>\n<a></r>', 'not well-formed at line 2, column 7: unexpected close tag'],
    ['nothing', ' ', 'document must contain a root element'],
    ['an entity of its own', '<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>', 'undefined entity'],
    ['an external entity', '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r>&a;</r>', 'undefined entity'],
    ['entities that multiply', '<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><r x="&b;"/>', 'undefined entity'],
    ['bytes that are not UTF-8', latin1('<r>\xe9</r>'), 'the text is not UTF-8'],
    ['an encoding that nobody knows', '<?xml version="1.0" encoding="klingon"?><r/>', 'declares the encoding "klingon"'],
    ['a hundred thousand levels', '<a>'.repeat(100_000), 'more than 1000 elements inside each other'],
  ])('refuses %s', async (_, source, message) => {
    await expect(decode('xml', source)).rejects.toThrow(message)
  })
})

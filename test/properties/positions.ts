import { isList, type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import type { UpstreamRequest } from '@naftiko/testing'
import { SaxesParser } from 'saxes'
import { parse } from 'yaml'
import { isWellFormed, textOf } from './values.ts'

/** A place in a request that a value can be put into. */
export interface Position {
  /** Path and members of the consumed operation; its input is called `v`. */
  readonly path: string
  readonly operation: JsonObject
  /** Whether the place can carry the value. What it cannot carry must be refused. */
  carries(value: JsonValue): boolean
  /** What the upstream must understand. */
  meant(value: JsonValue): unknown
  /** What the upstream understands. */
  received(request: UpstreamRequest): Promise<unknown> | unknown
}

const PUT = { method: 'POST' }
const always = (): boolean => true

/** Nothing at all: a value of `null` is left out where a place has no way to say it. */
const listed = (value: JsonValue): readonly string[] => (isList(value) ? value : [value]).filter((one) => one !== null).map(textOf)
const joined = (value: JsonValue, separator: string): string => (isList(value) ? value.map(textOf).join(separator) : textOf(value))

function pathOf(open: boolean): Omit<Position, 'path'> {
  return {
    operation: { method: 'GET', inputParameters: [{ name: 'v', in: 'path' }] },
    carries: (value) => {
      const text = joined(value, ',')
      return (
        value !== null &&
        text !== '' &&
        isWellFormed(value) &&
        !(open ? text.split('/') : [text]).some((one) => /^(\.|%2e){1,2}$/i.test(one))
      )
    },
    meant: (value) => joined(value, ','),
    received: ({ path }) => decodeURIComponent(path.replace(/^\/\w+\//, '').replace(/\/end$/, '')),
  }
}

function bodyOf(body: JsonObject, rest: Omit<Position, 'path' | 'operation'>): Position {
  return { path: '/body', operation: { ...PUT, body }, ...rest }
}

const json = (request: UpstreamRequest): JsonObject => request.json() as JsonObject
const asJsonText = (value: JsonValue): JsonValue => {
  try {
    return typeof value === 'string' ? (JSON.parse(value) as JsonValue) : value
  } catch {
    return value
  }
}

/** Characters that XML has no way to write. */
// oxlint-disable-next-line no-control-regex -- these are the ones
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

const xml = (data: string): Position =>
  bodyOf(
    { type: 'xml', data },
    {
      carries: (value) => isWellFormed(value) && !NOT_XML.test(textOf(value)),
      meant: (value) => ({ text: value === null ? '' : textOf(value), elements: ['a'] }),
      received: (request) => readXml(request.text()),
    },
  )

/** The text or the attribute `b` of the element `a`, and every element that there is. */
function readXml(document: string): { readonly text: string; readonly elements: readonly string[] } {
  const parser = new SaxesParser()
  const elements: string[] = []
  let text = ''
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    elements.push(name)
    text += attributes['b'] ?? ''
  })
  parser.on('text', (part) => (text += part))
  parser.on('cdata', (part) => (text += part))
  parser.write(document).close()
  return { text, elements }
}

async function multipart(request: UpstreamRequest): Promise<readonly string[]> {
  const headers = { 'content-type': request.headers['content-type']! }
  const form = await new Response(Buffer.from(request.body), { headers }).formData()
  return form.getAll('v').map(String)
}

const asText = (value: JsonValue): string => (value === null ? '' : textOf(value))

/** The text between the quotes, as SPARQL reads it. */
function literal(query: string): string | undefined {
  const inside = /^SELECT \?s WHERE \{ \?s rdfs:label "((?:[^"\\\n\r]|\\.)*)"@en \}$/.exec(query)?.[1]
  const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }
  return inside?.replaceAll(/\\(.)/g, (_, one: string) => escapes[one] ?? one)
}

/** Nothing but simple terms passes where no quotes are. */
function isTerms(value: JsonValue): boolean {
  const term = /^(?:<[^<>"{}|^`\\\s]*>|[?$]\w+|[\p{L}\p{N}_:+-][\p{L}\p{N}_:.%+-]*|"(?:[^"\\\n\r]|\\.)*")$/u
  return (isList(value) ? value : [value]).every((one) => one !== null && term.test(textOf(one)))
}

/** Every place. */
export const POSITIONS: Readonly<Record<string, Position>> = {
  'a segment of the path': { path: '/one/{v}/end', ...pathOf(false) },
  'the rest of the path': { path: '/rest/{+v}', ...pathOf(true) },
  'the query': {
    path: '/query',
    operation: { method: 'GET', inputParameters: [{ name: 'v', in: 'query' }] },
    carries: isWellFormed,
    meant: listed,
    received: ({ query }) => query.filter(([name]) => name === 'v').map(([, value]) => value),
  },
  'a query that the path writes out': {
    path: '/written?w={{v}}&x=1',
    operation: { method: 'GET', inputParameters: [{ name: 'v' }] },
    carries: isWellFormed,
    meant: (value) => [...(value === null ? [] : [['w', textOf(value)]]), ['x', '1']],
    received: ({ query }) => query.filter(([name]) => name !== 'v').map((pair) => [...pair]),
  },
  'a header': {
    path: '/header',
    operation: { method: 'GET', inputParameters: [{ name: 'x-v', in: 'header' }] },
    // oxlint-disable-next-line no-control-regex -- what a header may carry
    carries: (value) => value === null || /^[\t\x20-\x7e\x80-\xff]*$/.test(joined(value, ', ')),
    // White space around a value is no part of it in HTTP, and a value that is empty is none.
    meant: (value) => (value === null ? '' : joined(value, ', ').replaceAll(/^[\t ]+|[\t ]+$/g, '')),
    received: ({ headers }) => headers['x-v'] ?? '',
  },
  'a cookie': {
    path: '/cookie',
    operation: { method: 'GET', inputParameters: [{ name: 'v', in: 'cookie' }] },
    carries: isWellFormed,
    meant: (value) => (value === null ? undefined : textOf(value)),
    received: ({ headers }) => cookie(headers.cookie),
  },
  'a member of the body': {
    path: '/member',
    operation: {
      ...PUT,
      inputParameters: [
        { name: 'v', in: 'body' },
        { name: 'other', in: 'body', value: 1 },
      ],
    },
    carries: always,
    meant: (value) => ({ v: value, other: 1 }),
    received: json,
  },
  'a leaf of a JSON body': bodyOf(
    { type: 'json', data: { deep: [{ leaf: '{{v}}' }], text: 'a {{v}} b' } },
    {
      carries: always,
      meant: (value) => ({ deep: [{ leaf: value }], ...(value === null ? {} : { text: `a ${textOf(value)} b` }) }),
      received: json,
    },
  ),
  'a JSON text': bodyOf(
    { type: 'json', data: '{"bare": {{v}}, "text": "a {{v}} b\\"", "list": [1,{{v}}]}' },
    {
      carries: always,
      meant: (value) => ({ bare: asJsonText(value), text: `a ${value === null ? '' : textOf(value)} b"`, list: [1, asJsonText(value)] }),
      received: json,
    },
  ),
  'a form': bodyOf(
    { type: 'formUrlEncoded', data: { v: '{{v}}', w: '1' } },
    { carries: isWellFormed, meant: (value) => [...listed(value).map((one) => ['v', one]), ['w', '1']], received: pairs },
  ),
  'a form that is written out': bodyOf(
    { type: 'formUrlEncoded', data: 'v={{v}}&w=1' },
    {
      carries: isWellFormed,
      meant: (value) => [...(value === null ? [] : [['v', textOf(value)]]), ['w', '1']],
      received: pairs,
    },
  ),
  'a multipart form': bodyOf(
    { type: 'multipartForm', data: { v: '{{v}}', w: '1' } },
    { carries: isWellFormed, meant: listed, received: multipart },
  ),
  'the text of an XML element': xml('<a>{{v}}</a>'),
  'an attribute of an XML element': xml(`<a b="{{v}}"/>`),
  'a CDATA section': xml('<a><![CDATA[{{v}}]]></a>'),
  'a literal of SPARQL': bodyOf(
    { type: 'sparql', data: 'SELECT ?s WHERE { ?s rdfs:label "{{v}}"@en }' },
    { carries: isWellFormed, meant: asText, received: (request) => literal(request.text()) },
  ),
  'a term of SPARQL': bodyOf(
    { type: 'sparql', data: 'SELECT ?s WHERE { ?s ?p {{v}} }' },
    {
      carries: (value) => isTerms(value),
      meant: (value) => `SELECT ?s WHERE { ?s ?p ${value === null ? '' : isList(value) ? value.map(textOf).join(' ') : textOf(value)} }`,
      received: (request) => request.text(),
    },
  ),
  'a value of YAML': bodyOf(
    { type: 'yaml', data: 'a:\n  - v: {{v}}\n    w: [1, {{v}}]\n' },
    {
      carries: isWellFormed,
      meant: (value) => ({ a: [{ v: value, w: [1, value] }] }),
      received: (request) => parse(request.text()) as unknown,
    },
  ),
  'a text of YAML': bodyOf(
    { type: 'yaml', data: 'v: "a {{v}} b"\nw: 1\n' },
    {
      carries: isWellFormed,
      meant: (value) => ({ v: `a ${asText(value)} b`, w: 1 }),
      received: (request) => parse(request.text()) as unknown,
    },
  ),
  'a text of YAML between single quotes': bodyOf(
    { type: 'yaml', data: "v: 'a {{v}} b'\nw: 1\n" },
    {
      carries: (value) => isWellFormed(value) && !/[\p{Cc}\u2028\u2029\ufeff\ufffe\uffff]/u.test(asText(value)),
      meant: (value) => ({ v: `a ${asText(value)} b`, w: 1 }),
      received: (request) => parse(request.text()) as unknown,
    },
  ),
  'a part of a bare text of YAML': bodyOf(
    { type: 'yaml', data: 'v: a {{v}} b\nw: 1\n' },
    {
      carries: (value) => /^[\p{L}\p{N}\p{M} _./@+-]*$/u.test(asText(value)),
      meant: (value) => ({ v: `a ${asText(value)} b`, w: 1 }),
      received: (request) => parse(request.text()) as unknown,
    },
  ),
  'a text': bodyOf(
    { type: 'text', data: '<{{v}}>' },
    { carries: isWellFormed, meant: (value) => `<${value === null ? '' : textOf(value)}>`, received: (request) => request.text() },
  ),
}

function cookie(header: string | undefined): string | undefined {
  const pair = header?.split('; ').find((one) => one.startsWith('v='))
  return pair === undefined ? undefined : decodeURIComponent(pair.slice(2))
}

function pairs(request: UpstreamRequest): readonly (readonly string[])[] {
  return [...new URLSearchParams(request.text())]
}

import type { JsonObject } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import { restFor } from './rest.ts'

const LIST = { name: 'x', in: 'query', type: 'array', items: { type: 'integer' } }
const OBJECT = { name: 'x', in: 'query', type: 'object', properties: { a: { type: 'integer' }, b: { type: 'string' } } }

async function received(input: JsonObject, query: string): Promise<JsonObject> {
  await using rest = await restFor([{ path: '/', operations: [{ method: 'GET', call: 'api.op', inputParameters: [input] }] }], {
    inputs: ['x'],
  })
  const response = await fetch(`${rest.url}/?${query}`)
  return rest.received[0]?.input ?? { status: response.status }
}

describe('a list or an object in the query', () => {
  it.each<[string, JsonObject, string, JsonObject]>([
    ['commas', { ...LIST, style: 'form', explode: false }, 'x=1,2', { x: [1, 2] }],
    ['pipes', { ...LIST, style: 'pipeDelimited' }, 'x=1|2', { x: [1, 2] }],
    ['spaces', { ...LIST, style: 'spaceDelimited' }, 'x=1%202', { x: [1, 2] }],
    ['a deep object', { ...OBJECT, style: 'deepObject' }, 'x[a]=1&x[b]=2', { x: { a: 1, b: '2' } }],
    ['a deep object within', { ...OBJECT, style: 'deepObject' }, 'x[c][d]=1', { x: { c: { d: '1' } } }],
    [
      'a list of deep objects',
      { ...LIST, items: { type: 'object', properties: { a: { type: 'integer' } } }, style: 'deepObject' },
      'x[10][a]=3&x[0][a]=1&x[2][a]=2',
      { x: [{ a: 1 }, { a: 2 }, { a: 3 }] },
    ],
    ['a flat object', { ...OBJECT, style: 'form', explode: true }, 'a=1&b=2', { x: { a: 1, b: '2' } }],
    ['JSON', { ...OBJECT, style: 'json' }, 'x=%7B%22a%22%3A1%7D', { x: { a: 1 } }],
    [
      'a name that means something to JavaScript',
      { ...OBJECT, style: 'deepObject' },
      'x[__proto__][b]=1',
      { x: { ['__proto__']: { b: '1' } } },
    ],
    ['a member of a wrong type', { ...OBJECT, style: 'deepObject' }, 'x[a]=b', { status: 400 }],
  ])('%s', async (_, input, query, expected) => {
    expect(JSON.parse(JSON.stringify(await received(input, query)))).toEqual(JSON.parse(JSON.stringify(expected)))
  })
})

describe('a form', () => {
  const fields = [
    { name: 'n', in: 'body', type: 'integer' },
    { name: 'l', in: 'body', type: 'array', items: { type: 'string' } },
    { name: 'f', in: 'body', type: 'string' },
  ]
  const post = async (body: URLSearchParams | FormData): Promise<JsonObject> => {
    await using rest = await restFor([{ path: '/', operations: [{ method: 'POST', call: 'api.op', inputParameters: fields }] }], {
      inputs: ['n', 'l', 'f'],
      body: 'json',
    })
    const response = await fetch(`${rest.url}/`, { method: 'POST', body })
    return rest.received[0]?.input ?? { status: response.status }
  }

  it('has its texts in the declared types', async () => {
    expect(await post(new URLSearchParams('n=1&l=a'))).toEqual({ n: 1, l: ['a'] })
    expect(await post(new URLSearchParams('n=x'))).toEqual({ status: 400 })
  })

  it('of several parts has files as data URLs', async () => {
    const form = new FormData()
    form.append('n', '1')
    form.append('f', new File(['ABC'], 'nöte.txt', { type: 'text/plain' }))
    expect(await post(form)).toEqual({ n: 1, f: 'data:text/plain;name=n%C3%B6te.txt;base64,QUJD' })
  })

  it('of several parts that is broken is refused', async () => {
    await using rest = await restFor([{ path: '/', operations: [{ method: 'POST', call: 'api.op', inputParameters: fields }] }], {
      inputs: ['n'],
      body: 'json',
    })
    const response = await fetch(`${rest.url}/`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: 'nothing',
    })
    expect([response.status, await response.json()]).toMatchObject([400, { detail: 'the body is no valid multipart form' }])
  })
})

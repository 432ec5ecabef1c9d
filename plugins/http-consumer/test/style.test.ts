import type { JsonObject } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import { apiFor, operation } from './api.ts'

const requestOf = async (entry: JsonObject, input: JsonObject) => {
  await using api = await apiFor(entry)
  await api.call('op', input)
  return api.seen[0]!
}

describe('a list or an object in the query', () => {
  it.each<[string, JsonObject, JsonObject | readonly unknown[] | string | number, string]>([
    ['a list, where nothing is said', {}, [1, 2], 'x=1&x=2'],
    ['an object, where nothing is said', {}, { a: 1 }, 'x=%7B%22a%22%3A1%7D'],
    ['form', { style: 'form' }, [1, 2], 'x=1&x=2'],
    ['form, not apart', { style: 'form', explode: false }, ['a b', 'c,d'], 'x=a%20b,c%2Cd'],
    ['form of an object', { style: 'form' }, { a: 1, b: [2, 3] }, 'a=1&b=2&b=3'],
    ['form of an object, not apart', { style: 'form', explode: false }, { a: 1, b: 2 }, 'x=a,1,b,2'],
    ['form of a text', { style: 'form', explode: false }, 'a', 'x=a'],
    ['spaces', { style: 'spaceDelimited' }, [1, 2], 'x=1%202'],
    ['pipes', { style: 'pipeDelimited' }, [1, 2], 'x=1%7C2'],
    ['pipes, apart', { style: 'pipeDelimited', explode: true }, [1, 2], 'x=1&x=2'],
    ['a list of deep objects', { style: 'deepObject' }, [{ a: 1 }, { a: 2 }], 'x%5B0%5D%5Ba%5D=1&x%5B1%5D%5Ba%5D=2'],
    ['a list of texts among deep objects', { style: 'deepObject' }, ['a', 'b'], 'x=a&x=b'],
    ['a deep object', { style: 'deepObject' }, { a: { b: 'c&d' }, e: [1, 2] }, 'x%5Ba%5D%5Bb%5D=c%26d&x%5Be%5D=1&x%5Be%5D=2'],
    ['JSON', { style: 'json' }, [1, 'a'], 'x=%5B1%2C%22a%22%5D'],
    ['JSON of a text', { style: 'json' }, 'a', 'x=%22a%22'],
    ['an empty list', { style: 'form', explode: false }, [], ''],
  ])('%s', async (_, style, value, query) => {
    const { url } = await requestOf(operation('/', { inputParameters: [{ name: 'x', in: 'query', ...style }] }), { x: value as never })
    expect(url).toBe(query === '' ? '/' : `/?${query}`)
  })
})

describe('a body of a type without data', () => {
  const fields = [
    { name: 'a', in: 'body' },
    { name: 'b', in: 'body' },
  ]
  const posting = (body: JsonObject, inputParameters: readonly JsonObject[] = fields): JsonObject =>
    operation('/', { method: 'POST', body, inputParameters })

  it.each<[string, JsonObject, JsonObject, string, string]>([
    [
      'a form of the fields',
      posting({ type: 'formUrlEncoded' }),
      { a: 'x y', b: [1, 2] },
      'application/x-www-form-urlencoded',
      'a=x+y&b=1&b=2',
    ],
    ['JSON of the fields', posting({ type: 'application/hal+json' }), { a: 1 }, 'application/hal+json', '{"a":1}'],
    ['a text', posting({ type: 'text/csv' }, [{ name: 'body', in: 'body' }]), { body: 'a,b' }, 'text/csv', 'a,b'],
    [
      'JSON under its own name',
      posting({ type: 'application/merge-patch+json' }, [{ name: 'body', in: 'body' }]),
      { body: { a: 1 } },
      'application/merge-patch+json',
      '{"a":1}',
    ],
    [
      'bytes behind a data URL',
      posting({ type: 'image/png' }, [{ name: 'body', in: 'body' }]),
      { body: 'data:image/png;base64,QUJD' },
      'image/png',
      'ABC',
    ],
    [
      'a text that only looks like one',
      posting({ type: 'text/plain' }, [{ name: 'body', in: 'body' }]),
      { body: 'data: 1' },
      'text/plain',
      'data: 1',
    ],
  ])('is %s', async (_, entry, input, mediaType, body) => {
    const request = await requestOf(entry, input)
    expect([request.headers['content-type'], request.body]).toEqual([mediaType, body])
  })

  it('is a multipart form, in which data URLs are files', async () => {
    const request = await requestOf(posting({ type: 'multipartForm' }), { a: 'x', b: 'data:text/plain;name=n%C3%B6te.txt;base64,QUJD' })
    const form = await new Response(request.body, { headers: { 'content-type': request.headers['content-type']! } }).formData()
    const file = form.get('b') as File
    expect([form.get('a'), file.name, await file.text()]).toEqual(['x', 'nöte.txt', 'ABC'])
  })

  it('is none, whatever the caller sends', async () => {
    await using api = await apiFor(operation('/', { method: 'POST', body: { type: 'none' } }))
    await api.invoke({ payload: { mediaType: 'application/json', value: { a: 1 } } })
    expect([api.seen[0]!.body, api.seen[0]!.headers['content-type'], api.shape.payload]).toEqual(['', undefined, 'none'])
  })

  it('tells callers its type', async () => {
    await using api = await apiFor(posting({ type: 'text/csv' }, [{ name: 'body', in: 'body', type: 'string' }]))
    expect(api.shape.parameters).toMatchObject([{ name: 'body', schema: { type: 'string', contentMediaType: 'text/csv' } }])
  })
})

describe('a placeholder of the host', () => {
  it('is no part of the path, although it is declared there', async () => {
    const inputParameters = [{ name: 'name', in: 'path', value: '127.0.0.1' }]
    await using api = await apiFor({ ...operation('/x'), inputParameters, baseUri: 'http://{name}:1' })
    expect(api.diagnostics.map(({ code }) => code)).not.toContain('NAFTIKO_PATH_INPUT_UNPLACED')
  })
})

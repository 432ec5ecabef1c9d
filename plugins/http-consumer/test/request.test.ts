import { describe, expect, it } from 'vitest'
import type { JsonObject } from '@naftiko/plugin-api'
import { apiFor, operation, textOf } from './api.ts'

/** The request line that reaches the API for one call. */
async function lineOf(entry: JsonObject, input: JsonObject, variables: Record<string, string> = {}): Promise<string> {
  await using api = await apiFor(entry, { variables })
  await api.call('op', input)
  return `${api.seen[0]!.method} ${api.seen[0]!.url}`
}

const query = (...inputs: JsonObject[]): JsonObject => operation('/x', { inputParameters: inputs })

describe('the path of a request', () => {
  it.each<[string, string, JsonObject, string]>([
    ['a variable', '/models/{author}/{slug}', { author: 'openai', slug: 'gpt-4o' }, '/models/openai/gpt-4o'],
    ['a variable in double braces', '/models/{{author}}', { author: 'openai' }, '/models/openai'],
    ['several in one segment', '/x/{a}.{b}:cancel', { a: 1, b: 2 }, '/x/1.2:cancel'],
    ['a rest with slashes', '/files/{+path}', { path: 'a/b c/d' }, '/files/a/b%20c/d'],
    ['a name with a hyphen', '/x/{book-id}', { 'book-id': 'y' }, '/x/y'],
    ['a fixed query', '/x?kind=a&v=1', {}, '/x?kind=a&v=1'],
    ['a fragment, which is not sent', '/x#Describe', {}, '/x'],
    ['no leading slash', 'x/y', {}, '/x/y'],
    ['a space of the author', '/a b', {}, '/a%20b'],
    ['nothing', '', {}, '/'],
    ['a list, joined by commas', '/x/{ids}', { ids: ['a', 'b'] }, '/x/a%2Cb'],
    ['a variable in capitals that nobody binds', '/x/{SID}', { SID: 'AC1' }, '/x/AC1'],
    ['a query with a variable', '/x?kind={kind}&v=1', { kind: 'a&b' }, '/x?kind=a%26b&v=1'],
    ['a query without the pair that nothing fills', '/x?kind={kind}&v=1', {}, '/x?v=1'],
  ])('has %s', async (_, path, input, expected) => {
    expect(await lineOf(operation(path), input)).toBe(`GET ${expected}`)
  })

  it.each<[string, string]>([
    ['a/b', 'a%2Fb'],
    ['../admin', '..%2Fadmin'],
    ['%2e%2e', '%252e%252e'],
    ['x?admin=1', 'x%3Fadmin%3D1'],
    ['x#y', 'x%23y'],
    ['@evil.example', '%40evil.example'],
    ['a\r\nX-Evil: 1', 'a%0D%0AX-Evil%3A%201'],
    ['köln ☕', 'k%C3%B6ln%20%E2%98%95'],
    ['{other}', '%7Bother%7D'],
    ['{{KEY}}', '%7B%7BKEY%7D%7D'],
  ])('keeps %j in its segment', async (value, encoded) => {
    expect(await lineOf(operation('/base/{x}/end'), { x: value }, { KEY: 'secret' })).toBe(`GET /base/${encoded}/end`)
  })

  it.each([
    ['a parent segment', '/base/{x}/end', '..'],
    ['the same segment', '/base/{x}/end', '.'],
    ['a parent segment in a rest', '/base/{+x}', 'a/../../b'],
    ['nothing', '/base/{x}/end', ''],
    ['half a character', '/base/{x}', '\ud800'],
  ])('refuses %s', async (_, path, x) => {
    await using api = await apiFor(operation(path))
    await expect(api.call('op', { x })).rejects.toMatchObject({ fault: 'caller', status: 400 })
    expect(api.seen).toEqual([])
  })

  it.each<[string, JsonObject[], string]>([
    ['a constant', [{ name: 'v', in: 'path', value: 'v1' }], '/x/v1'],
    ['a constant made of a variable', [{ name: 'v', in: 'path', value: 'v-{{KEY}}' }], '/x/v-variable'],
    ['a default', [{ name: 'v', in: 'path', default: 'v2' }], '/x/v2'],
    ['an input that is spelt differently', [{ name: 'V', in: 'path', default: 'v3' }], '/x/v3'],
  ])('takes %s of the document', async (_, inputParameters, expected) => {
    expect(await lineOf(operation('/x/{v}', { inputParameters }), {}, { KEY: 'variable' })).toBe(`GET ${expected}`)
  })

  it.each<[string, string, JsonObject, string]>([
    ['follows it', '/config', { id: 'a/b' }, '/config/a%2Fb'],
    ['follows it after a slash', '/config/', { id: 'x' }, '/config/x'],
    ['is left out without a value', '/config', {}, '/config'],
  ])('that has no place for an input: it %s', async (_, path, input, expected) => {
    expect(await lineOf(operation(path, { inputParameters: [{ name: 'id', in: 'path', required: true }] }), input)).toBe(`GET ${expected}`)
  })

  it('never takes the argument of a caller for a constant', async () => {
    const inputParameters = [{ name: 'v', in: 'path', value: 'v1' }]
    await using api = await apiFor(operation('/x/{v}', { inputParameters }))
    await textOf(await api.invoke({ input: { v: '../admin' } }))
    expect(api.seen[0]!.url).toBe('/x/v1')
  })

  it('blames the engine for a variable that has no value', async () => {
    await using api = await apiFor(operation('/x/{{ACCOUNT}}'), { binds: { ACCOUNT: 'ACCOUNT' } })
    await expect(api.call('op', { ACCOUNT: 'attack' })).rejects.toMatchObject({ fault: 'engine', code: 'NAFTIKO_VARIABLE_MISSING' })
    expect(api.seen).toEqual([])
  })

  it('names a variable that is missing', async () => {
    await using api = await apiFor(operation('/x/{isbn}'))
    await expect(api.call('op')).rejects.toMatchObject({ code: 'NAFTIKO_INPUT_MISSING', input: 'isbn' })
  })

  it.each([
    ['/x', '/x/y', '/x/y'],
    ['/x', '/z', '/x/z'],
    ['/x', 'z', '/x/z'],
    ['/x/', '/z', '/x/z'],
    ['x', 'z', '/x/z'],
    ['', '/z', '/z'],
    ['/', '/z', '/z'],
    ['/x', ':verb', '/x:verb'],
    ['/x/{isbn}', ':verb', '/x/1:verb'],
    ['/x', '/{isbn}:verb', '/x/1:verb'],
    ['/x', '?action=a', '/x?action=a'],
    ['/x', '', '/x'],
  ])('puts the resource %s and the operation %s together as %s', async (resource, path, expected) => {
    expect(await lineOf(operation(resource, { path }), { isbn: '1' })).toBe(`GET ${expected}`)
  })
})

describe('the query of a request', () => {
  it.each<[string, JsonObject[], JsonObject, string]>([
    ['an argument', [{ name: 'page', in: 'query' }], { page: 2 }, '/x?page=2'],
    ['no absent argument', [{ name: 'page', in: 'query' }], {}, '/x'],
    ['a list by repetition', [{ name: 'tag', in: 'query' }], { tag: ['a', 'b c'] }, '/x?tag=a&tag=b%20c'],
    ['an object as JSON', [{ name: 'f', in: 'query' }], { f: { a: 1 } }, `/x?f=${encodeURIComponent('{"a":1}')}`],
    ['a name with brackets', [{ name: 'filter[name]', in: 'query' }], { 'filter[name]': 'x' }, '/x?filter%5Bname%5D=x'],
    ['a value that would be another pair', [{ name: 'q', in: 'query' }], { q: 'a&admin=1' }, '/x?q=a%26admin%3D1'],
    ['a constant', [{ name: 'v', in: 'query', value: 'a b' }], { v: 'ignored' }, '/x?v=a%20b'],
    ['a constant of a template', [{ name: 'q', in: 'query', value: 'isbn:{{isbn}}' }], { isbn: '1' }, '/x?q=isbn%3A1'],
    ['a constant of a variable', [{ name: 'k', in: 'query', value: '{{KEY}}' }], { KEY: 'attack' }, '/x?k=variable'],
    ['no constant whose parts are missing', [{ name: 'q', in: 'query', value: 'isbn:{{isbn}}' }], {}, '/x'],
    ['a default', [{ name: 'page', in: 'query', default: 1 }], {}, '/x?page=1'],
    ['no empty members of a list', [{ name: 'tag', in: 'query' }], { tag: ['a', null] }, '/x?tag=a'],
    ['what does not say where it goes', [{ name: 'page' }], { page: 2 }, '/x?page=2'],
    [
      'a constant that uses another',
      [
        { name: 'v', in: 'query', value: '1' },
        { name: 'w', in: 'query', value: '{{v}}.0' },
      ],
      { v: 'attack' },
      '/x?v=1&w=1.0',
    ],
  ])('has %s', async (_, inputs, input, expected) => {
    expect(await lineOf(query(...inputs), input, { KEY: 'variable' })).toBe(`GET ${expected}`)
  })
})

describe('the headers of a request', () => {
  async function headersOf(inputs: JsonObject[], input: JsonObject, extra: JsonObject = {}): Promise<Record<string, unknown>> {
    await using api = await apiFor({ ...query(...inputs), ...extra }, { variables: { TOKEN: 't0ken' } })
    await api.call('op', input)
    return api.seen[0]!.headers
  }

  it.each<[string, JsonObject[], JsonObject, JsonObject]>([
    ['an argument', [{ name: 'X-A', in: 'header' }], { 'X-A': 'v' }, { 'x-a': 'v' }],
    ['a list, joined', [{ name: 'X-A', in: 'header' }], { 'X-A': [1, 2] }, { 'x-a': '1, 2' }],
    ['a constant', [{ name: 'Accept', in: 'header', value: 'text/csv' }], {}, { accept: 'text/csv' }],
    ['a cookie', [{ name: 'c', in: 'cookie' }], { c: 'a;b' }, { cookie: 'c=a%3Bb' }],
    [
      'the usual ones',
      [],
      {},
      { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': expect.stringMatching(/^naftiko\//) as never },
    ],
  ])('have %s', async (_, inputs, input, expected) => {
    expect(await headersOf(inputs, input)).toMatchObject(expected)
  })

  it.each(['Host', 'Content-Length', 'Transfer-Encoding', 'Connection', 'Upgrade', 'Accept-Encoding', 'Proxy-Authorization', 'TE'])(
    'never take %s from an input',
    async (name) => {
      const headers = await headersOf([{ name, in: 'header' }], { [name]: 'attack' })
      expect(JSON.stringify(headers)).not.toContain('attack')
      expect(JSON.stringify(await headersOf([{ name, in: 'header', value: 'attack' }], {}))).not.toContain('attack')
    },
  )

  it.each(['Authorization', 'Accept', 'Content-Type', 'User-Agent', 'X-Version'])('take %s from a caller that gives it', async (name) => {
    expect(await headersOf([{ name, in: 'header' }], { [name]: 'given' })).toMatchObject({ [name.toLowerCase()]: 'given' })
  })

  it.each(['Authorization', 'Accept', 'Content-Type', 'User-Agent'])(
    'do without %s, even where it is declared as required',
    async (name) => {
      expect(await headersOf([{ name, in: 'header', required: true }], {})).toMatchObject({ accept: '*/*' })
    },
  )

  it('have no header for an empty value', async () => {
    expect(await headersOf([{ name: 'X-A', in: 'header' }], { 'X-A': '' })).not.toHaveProperty('x-a')
  })

  it('have a constant from the environment, and nothing when it is not set', async () => {
    const inputs: JsonObject[] = [
      { name: 'TOKEN', in: 'environment' },
      { name: 'X-A', in: 'header', value: 'token={{TOKEN}}' },
    ]
    expect(await headersOf(inputs, { TOKEN: 'attack' })).toMatchObject({ 'x-a': 'token=t0ken' })
  })

  it.each(['a\r\nX-Evil: 1', 'a\nb', 'a\0b', '☕'])('refuse %j', async (value) => {
    await expect(headersOf([{ name: 'X-A', in: 'header' }], { 'X-A': value })).rejects.toMatchObject({ fault: 'caller', input: 'X-A' })
  })

  it('of the entry, the resource and the operation are all sent, the nearer one winning', async () => {
    const entry = {
      inputParameters: [
        { name: 'X-A', in: 'header', value: 'far' },
        { name: 'X-B', in: 'header', value: 'far' },
      ],
      resources: [
        {
          path: '/x',
          inputParameters: [{ name: 'X-B', in: 'header', value: 'near' }],
          operations: [{ name: 'op', method: 'GET', inputParameters: [{ name: 'X-C', in: 'header', value: 'own' }] }],
        },
      ],
    }
    await using api = await apiFor(entry)
    await api.call('op')
    expect(api.seen[0]!.headers).toMatchObject({ 'x-a': 'far', 'x-b': 'near', 'x-c': 'own' })
  })
})

describe('authentication', () => {
  async function seenWith(
    authentication: JsonObject,
    input: JsonObject = {},
    extra: JsonObject = {},
  ): Promise<{ url: string; headers: Record<string, unknown> }> {
    await using api = await apiFor({ ...operation('/x', extra), authentication }, { variables: { TOKEN: 's3cret', USER: 'ada' } })
    await api.call('op', input)
    return { url: api.seen[0]!.url, headers: api.seen[0]!.headers }
  }

  it.each<[string, JsonObject, JsonObject]>([
    ['bearer', { type: 'bearer', token: '{{TOKEN}}' }, { authorization: 'Bearer s3cret' }],
    ['bearer with value', { type: 'bearer', value: '{{env.TOKEN}}' }, { authorization: 'Bearer s3cret' }],
    [
      'basic',
      { type: 'basic', username: '{{USER}}', password: '{{TOKEN}}' },
      { authorization: `Basic ${Buffer.from('ada:s3cret').toString('base64')}` },
    ],
    [
      'basic without password',
      { type: 'basic', username: '{{TOKEN}}', password: '' },
      { authorization: `Basic ${Buffer.from('s3cret:').toString('base64')}` },
    ],
    ['apikey', { type: 'apikey', key: 'X-Key', value: '{{TOKEN}}', placement: 'header' }, { 'x-key': 's3cret' }],
    ['apikey in its other spelling', { type: 'apiKey', in: 'header', name: 'X-Key', value: '{{TOKEN}}' }, { 'x-key': 's3cret' }],
    ['apikey with a header', { type: 'apikey', header: 'X-Key', key: '{{TOKEN}}' }, { 'x-key': 's3cret' }],
    [
      'apikey with several headers',
      { type: 'apikey', headers: { 'DD-A': '{{TOKEN}}', 'DD-B': '{{USER}}' } },
      { 'dd-a': 's3cret', 'dd-b': 'ada' },
    ],
    ['header', { type: 'header', header: 'X-Key', value: '{{TOKEN}}' }, { 'x-key': 's3cret' }],
    ['a cookie', { type: 'apikey', in: 'cookie', name: 'sid', value: '{{TOKEN}}' }, { cookie: 'sid=s3cret' }],
  ])('by %s', async (_, authentication, headers) => {
    expect((await seenWith(authentication)).headers).toMatchObject(headers)
  })

  it('by a key in the query, encoded', async () => {
    expect((await seenWith({ type: 'apikey', key: 'api key', value: 'a&{{TOKEN}}', placement: 'query' })).url).toBe(
      '/x?api%20key=a%26s3cret',
    )
  })

  it('wins over an argument of the same name', async () => {
    const inputParameters = [{ name: 'key', in: 'query' }]
    expect(
      (await seenWith({ type: 'apikey', key: 'key', value: '{{TOKEN}}', placement: 'query' }, { key: 'attack' }, { inputParameters })).url,
    ).toBe('/x?key=s3cret')
  })

  it.each<[string, JsonObject, JsonObject]>([
    ['a header', { type: 'bearer', token: '{{UNSET}}' }, { name: 'authorization', in: 'header' }],
    ['the query', { type: 'apikey', key: 'authorization', value: '{{UNSET}}', placement: 'query' }, { name: 'authorization', in: 'query' }],
  ])('keeps its place in %s even when it has no value', async (_, authentication, input) => {
    const seen = await seenWith(authentication, { authorization: 'attack' }, { inputParameters: [{ ...input, required: true }] })
    expect(JSON.stringify(seen)).not.toContain('attack')
  })

  it('is not shown to callers as something to give', async () => {
    const inputParameters = [{ name: 'Authorization', in: 'header', required: true }]
    await using api = await apiFor({ ...operation('/x', { inputParameters }), authentication: { type: 'bearer', token: 't' } })
    expect(api.shape.parameters).toEqual([])
  })

  it.each<[string, string, string]>([
    ['ends in a line break', 's3cret\n', 'Bearer s3cret'],
    ['has the word already', 'Bearer s3cret', 'Bearer s3cret'],
  ])('makes the best of a token that %s', async (_, TOKEN, expected) => {
    await using api = await apiFor({ ...operation('/x'), authentication: { type: 'bearer', token: '{{TOKEN}}' } }, { variables: { TOKEN } })
    await api.call('op')
    expect(api.seen[0]!.headers.authorization).toBe(expected)
  })

  it.each<[string, JsonObject, string]>([
    ['a token', { type: 'bearer' }, '"token" is missing'],
    ['a user name', { type: 'basic' }, '"username" is missing'],
    ['the name of a key', { type: 'apikey', value: 'v' }, '"key" is missing'],
    ['the key itself', { type: 'apikey', key: 'X-Key' }, '"value" is missing'],
  ])('without %s refuses calls', async (_, authentication, reason) => {
    await using api = await apiFor({ ...operation('/x'), authentication })
    const expected = { code: 'NAFTIKO_AUTHENTICATION_INCOMPLETE', message: expect.stringContaining(reason) as string }
    expect(api.diagnostics).toContainEqual(expect.objectContaining(expected))
    await expect(api.call('op')).rejects.toMatchObject(expected)
    expect(api.seen).toEqual([])
  })

  it('is left out when its variable has no value', async () => {
    await using api = await apiFor(
      { ...operation('/x'), authentication: { type: 'bearer', token: '{{TOKEN}}' } },
      { binds: { TOKEN: 'TOKEN' } },
    )
    await api.call('op', { TOKEN: 'attack' })
    expect(api.seen[0]!.headers).not.toHaveProperty('authorization')
  })

  it('that is not known refuses the call instead of sending it without', async () => {
    await using api = await apiFor({ ...operation('/x'), authentication: { type: 'kerberos' } })
    await expect(api.call('op')).rejects.toMatchObject({ code: 'NAFTIKO_AUTHENTICATION_UNSUPPORTED', status: 501 })
    expect(api.seen).toEqual([])
  })
})

describe('the body of a request', () => {
  async function bodyOf(rest: JsonObject, input: JsonObject): Promise<{ type: string | undefined; body: string }> {
    await using api = await apiFor(operation('/x/{id}', { method: 'POST', ...rest }), { variables: { KEY: 'variable' } })
    await api.call('op', { id: '1', ...input })
    return { type: api.seen[0]!.headers['content-type'], body: api.seen[0]!.body }
  }

  it.each<[string, JsonObject, JsonObject, unknown]>([
    ['what the document does not describe', {}, { a: 1, b: [true] }, { a: 1, b: [true] }],
    ['the "body" argument', {}, { body: { a: 1 } }, { a: 1 }],
    ['one input that is the body', { inputParameters: [{ name: 'payload', in: 'body' }] }, { payload: { a: 1 } }, { a: 1 }],
    [
      'several inputs',
      {
        inputParameters: [
          { name: 'a', in: 'body' },
          { name: 'b', in: 'body' },
          { name: 'c', in: 'body', value: 9 },
        ],
      },
      { a: 1 },
      { a: 1, c: 9 },
    ],
    [
      'a template, keeping types',
      { body: { type: 'json', data: { n: '{{n}}', list: '{{list}}', text: 'a {{n}}', fixed: true } } },
      { n: 5, list: [1] },
      { n: 5, list: [1], text: 'a 5', fixed: true },
    ],
    [
      'a template, without what is absent',
      { body: { type: 'json', data: { n: '{{n}}', deep: { m: '{{m}}' }, list: ['{{n}}', 1] } } },
      {},
      { deep: {}, list: [1] },
    ],
    [
      'a template of arguments of the caller',
      { body: { type: 'json', data: { n: '{{tools.n}}', m: '{{rest.m}}' } } },
      { n: 1, m: 2 },
      { n: 1, m: 2 },
    ],
    ['a template of variables', { body: { type: 'json', data: { k: '{{KEY}}' } } }, { KEY: 'attack' }, { k: 'variable' }],
    [
      'a text, with JSON put into it',
      { body: '{"ids": {{ids}}, "name": "{{name}}", "none": {{none}}}' },
      { ids: [1, 2], name: 'x"},{"y' },
      { ids: [1, 2], name: 'x"},{"y', none: null },
    ],
  ])('is JSON of %s', async (_, rest, input, expected) => {
    const { type, body } = await bodyOf(rest, input)
    expect([type, JSON.parse(body)]).toEqual(['application/json', expected])
  })

  it.each(['quote " and \\', 'new\nline', 'émoji 🎉', '{{KEY}}', '</script>', '\u2028'])(
    'carries %j through every kind of template',
    async (value) => {
      expect(JSON.parse((await bodyOf({ body: { type: 'json', data: { v: 'x{{v}}', w: '{{v}}' } } }, { v: value })).body)).toEqual({
        v: `x${value}`,
        w: value,
      })
      expect(JSON.parse((await bodyOf({ body: '{"v": "{{v}}", "w": {{v}}}' }, { v: value })).body)).toEqual({ v: value, w: value })
      expect(
        new URLSearchParams((await bodyOf({ body: { type: 'formUrlEncoded', data: { v: '{{v}}' } } }, { v: value })).body).get('v'),
      ).toBe(value)
    },
  )

  it.each<[string, JsonObject, string, string]>([
    ['text', { type: 'text', data: 'Hello {{n}}' }, 'text/plain; charset=utf-8', 'Hello <5>'],
    ['xml', { type: 'xml', data: '<n>{{n}}</n>' }, 'application/xml', '<n>&lt;5&gt;</n>'],
    ['sparql', { type: 'sparql', data: 'SELECT {{n}}' }, 'application/sparql-query', 'SELECT <5>'],
    ['yaml', { type: 'yaml', data: { n: '{{n}}' } }, 'application/yaml', '{"n":"<5>"}'],
    [
      'a form',
      { type: 'formUrlEncoded', data: { n: '{{n}}', none: '{{none}}', list: ['a', 'b'] } },
      'application/x-www-form-urlencoded',
      'n=%3C5%3E&list=a&list=b',
    ],
    ['a form as text', { type: 'form', data: 'n={{n}}' }, 'application/x-www-form-urlencoded', 'n=%3C5%3E'],
    ['binary', { type: 'binary', data: '{{n}}' }, 'application/octet-stream', '<5>'],
    ['a content type of its own', { type: 'application/cbor', data: 'x' }, 'application/cbor', 'x'],
  ])('can be %s', async (_, body, type, text) => {
    expect(await bodyOf({ body }, { n: '<5>' })).toEqual({ type, body: text })
  })

  it('can be a multipart form with a file', async () => {
    const data = [
      { name: 'title', value: '{{title}}' },
      { name: 'file', value: '{{content}}', filename: 'a.txt', contentType: 'text/plain' },
      { name: 'none', value: '{{none}}' },
    ]
    const { type, body } = await bodyOf({ body: { type: 'multipartForm', data } }, { title: 'T', content: 'C' })
    const form = await new Response(body, { headers: { 'content-type': type! } }).formData()
    expect([...form.keys()]).toEqual(['title', 'file'])
    expect(form.get('title')).toBe('T')
    expect([(form.get('file') as File).name, await (form.get('file') as File).text()]).toEqual(['a.txt', 'C'])
  })

  it.each<[string, JsonObject, unknown]>([
    ['a number without quotes', { n: '5' }, { n: 5 }],
    ['a list without quotes', { n: '[1,2]' }, { n: [1, 2] }],
    ['text without quotes', { n: 'x' }, { n: 'x' }],
  ])('written as text takes %s for what it is', async (_, input, expected) => {
    expect(JSON.parse((await bodyOf({ body: '{"n": {{n}}}' }, input)).body)).toEqual(expected)
  })

  it.each<[string, JsonObject, JsonObject, unknown]>([
    ['a member of an argument', { body: { data: { n: '{{user.name}}' } } }, { user: { name: 'x' } }, { n: 'x' }],
    ['data that is written directly', { body: { n: '{{n}}' } }, { n: 1 }, { n: 1 }],
    ['a list', { body: ['{{n}}', 2] }, { n: 1 }, [1, 2]],
    [
      'a constant, which no argument replaces',
      { inputParameters: [{ name: 'n', in: 'body', value: 1 }], body: { data: { n: '{{n}}' } } },
      { n: 2 },
      { n: 1 },
    ],
    ['an input that does not say where it goes', { inputParameters: [{ name: 'n' }, { name: 'm' }] }, { n: 1 }, { n: 1 }],
  ])('is JSON of %s, too', async (_, rest, input, expected) => {
    expect(JSON.parse((await bodyOf(rest, input)).body)).toEqual(expected)
  })

  it('keeps the boundary of a multipart form whatever content type is declared', async () => {
    const inputParameters = [{ name: 'Content-Type', in: 'header', value: 'multipart/form-data' }]
    const { type } = await bodyOf({ inputParameters, body: { type: 'multipart', data: { tag: '{{tags}}' } } }, { tags: ['a', 'b'] })
    expect(type).toMatch(/^multipart\/form-data; boundary=/)
  })

  it('sends a list as several parts of a multipart form', async () => {
    const { type, body } = await bodyOf({ body: { type: 'multipart', data: { tag: '{{tags}}' } } }, { tags: ['a', 'b'] })
    const form = await new Response(body, { headers: { 'content-type': type! } }).formData()
    expect(form.getAll('tag')).toEqual(['a', 'b'])
  })

  it('of a form written as text lacks the pairs that nothing fills', async () => {
    expect((await bodyOf({ body: { type: 'form', data: 'a={{a}}&b={{b}}&c=1' } }, { b: '&' })).body).toBe('b=%26&c=1')
  })

  it('never comes with HEAD', async () => {
    expect((await bodyOf({ method: 'HEAD', body: { data: { q: 1 } } }, {})).body).toBe('')
  })

  it('is sent with DELETE where one is given, and never made of arguments', async () => {
    expect((await bodyOf({ method: 'DELETE' }, { body: { reason: 'x' } })).body).toBe('{"reason":"x"}')
    expect(await bodyOf({ method: 'DELETE' }, { reason: 'x' })).toEqual({ type: undefined, body: '' })
    expect((await bodyOf({}, {})).body).toBe('')
  })

  it('may come with GET when the document says so', async () => {
    expect((await bodyOf({ method: 'GET', body: { type: 'json', data: { q: 1 } } }, {})).body).toBe('{"q":1}')
  })
})

describe('the address of an API', () => {
  it('keeps the base path', async () => {
    await using api = await apiFor(operation('/x'))
    await using nested = await apiFor({ ...operation('/x'), baseUri: `${api.url}/api/v1/` })
    await nested.call('op')
    expect(api.seen[0]!.url).toBe('/api/v1/x')
  })

  it('may have variables in its host and arguments in its path', async () => {
    await using api = await apiFor(operation('/x'))
    const port = new URL(api.url).port
    await using other = await apiFor(
      { ...operation('/x'), baseUri: 'http://{{HOST}}:{PORT}/{tenant}' },
      { variables: { HOST: '127.0.0.1', PORT: port } },
    )
    await other.call('op', { tenant: 'a/b', HOST: 'evil.example', PORT: '1' })
    expect(api.seen[0]!.url).toBe('/a%2Fb/x')
  })

  it('may be decided by a constant of the document', async () => {
    await using api = await apiFor(operation('/x'))
    const inputParameters = [{ name: 'port', in: 'path', value: new URL(api.url).port }]
    await using other = await apiFor({ ...operation('/x'), inputParameters, baseUri: 'http://127.0.0.1:{port}' })
    await textOf(await other.invoke({ input: { port: '1' } }))
    expect(api.seen).toHaveLength(1)
  })

  it('never takes its host from a caller', async () => {
    const inputParameters = [{ name: 'host', in: 'path' }]
    await using api = await apiFor({ ...operation('/x'), inputParameters, baseUri: 'http://{host}/v1' })
    expect(api.diagnostics).toContainEqual(expect.objectContaining({ code: 'NAFTIKO_BASE_URI_HOST', severity: 'warning' }))
    await expect(api.invoke({ input: { host: 'evil.example' } })).rejects.toMatchObject({ code: 'NAFTIKO_BASE_URI_UNUSABLE' })
  })

  it.each<[string, string, string]>([
    ['whole, as one variable', '{{BASE}}', '/v9/x'],
    ['with a path behind a variable', '{{BASE}}/more/', '/v9/more/x'],
  ])('can come %s', async (_, baseUri, expected) => {
    await using api = await apiFor(operation('/x'))
    await using other = await apiFor({ ...operation('/x'), baseUri }, { variables: { BASE: `${api.url}/v9/` } })
    await other.call('op')
    expect(api.seen[0]!.url).toBe(expected)
  })

  it('keeps its query', async () => {
    await using api = await apiFor(operation('/x'))
    await using other = await apiFor({ ...operation('/x?a=1'), baseUri: `${api.url}/v1/?format=json` })
    await other.call('op')
    expect(api.seen[0]!.url).toBe('/v1/x?format=json&a=1')
  })

  it('is replaced by that of the operator, as a whole', async () => {
    await using api = await apiFor(operation('/x'))
    const baseUris = { api: `${api.url}/fake/` }
    await using other = await apiFor({ ...operation('/x/{id}'), baseUri: 'https://{{HOST}}/v1?k=1' }, { baseUris, binds: { HOST: 'HOST' } })
    await other.call('op', { id: '7' })
    expect(api.seen[0]!.url).toBe('/fake/x/7')
  })

  it('refuses a credential in it without repeating it', async () => {
    await using api = await apiFor({ ...operation('/x'), baseUri: 'http://ada:s3cret@127.0.0.1:1' })
    const error = await api.call('op').catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'NAFTIKO_BASE_URI_UNUSABLE' })
    expect(String(error)).not.toContain('s3cret')
  })

  it.each([
    ['empty', '', 'it has no address'],
    ['a template without value', 'https://{subdomain}.example.org', 'needs subdomain'],
    ['no HTTP address', 'tcp://example.org', 'is no HTTP address'],
  ])('that is %s loads, and its calls say what to do', async (_, baseUri, reason) => {
    await using api = await apiFor({ ...operation('/x'), baseUri })
    await expect(api.call('op', { subdomain: 'evil' })).rejects.toMatchObject({
      code: 'NAFTIKO_BASE_URI_UNUSABLE',
      message: expect.stringMatching(new RegExp(`${reason}.*--base-uri api=<url>`)),
    })
  })
})

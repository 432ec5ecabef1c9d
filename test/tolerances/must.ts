import { document, type Parts } from './document.ts'
import type { ObserveOptions } from './observe.ts'
import { type Row, rows, type Tolerance } from './tolerance.ts'

const version = (head: string): string => document().replace('"naftiko":"1.0.0-alpha2"', head)
const bearer = (token: string): Parts => ({ consumes: { authentication: { type: 'bearer', token } } })
const bound = { root: { binds: [{ namespace: 'my-env', keys: { TOKEN: 'TOKEN' } }] } }
const secret: ObserveOptions = { variables: { TOKEN: 'S' }, headers: ['authorization'] }
const input = (name: string, more: object = {}): object => ({ inputParameters: [{ name, in: 'query', ...more }] })
const post = (operation: object = {}): Parts => ({ operation: { method: 'POST', ...operation }, rest: { method: 'POST' } })
const inBody = (...names: string[]): object => ({ inputParameters: names.map((name) => ({ name, in: 'body' })) })
const key = (authentication: object): Parts => ({ consumes: { authentication } })

/** Rules that more than one document in twenty needs. */
export const MUST: readonly Tolerance[] = [
  ...rows('1 version', [
    ['a number', version('"naftiko":0.4'), 'GET /a', 'GET /b'],
    ['another word for it', version('"ikanos":"1.0.0-beta5"'), 'GET /a', 'GET /b'],
    ['a placeholder', version('"naftiko":"{{version}}"'), 'GET /a', 'GET /b'],
    ['an object', version('"naftiko":{"version":"1.0.0-alpha2"}'), 'GET /a', 'GET /b', ['NAFTIKO_WRONG_TYPE']],
    ['none', version('"x-none":1'), 'GET /a', 'GET /b', ['NAFTIKO_VERSION_MISSING', 'NAFTIKO_UNKNOWN_KEY']],
  ]),
  ...rows('2 unknown keys', [
    ['on an operation', { rest: { extra: 1 } }, 'GET /a', 'GET /b', ['NAFTIKO_UNKNOWN_KEY']],
    ['"description" of a REST exposer', { restEntry: { description: 'What it is.' } }, 'GET /a', 'GET /b'],
    [
      'type, description and required of a consumed input',
      { operation: input('q', { type: 'string', description: 'Text.', required: true }) },
      'GET /a?q=1',
      'GET /b?q=1',
    ],
  ]),
  ...rows('3 list or map', [
    [
      'maps of named things under "naftiko"',
      { resources: { r: { path: '/b', operations: { op: { method: 'GET', inputParameters: { q: { in: 'query' } } } } } } },
      'GET /a?q=1',
      'GET /b?q=1',
    ],
    ['lists under "ikanos"', version('"ikanos":"1.0.0-beta5"'), 't {}', 'GET /b'],
    [
      'entries by namespace',
      document().replace(
        /"consumes":\[(\{.*?\})\],"exposes"/,
        (_, entry: string) => `"consumes":{"api":${entry.replace('"namespace":"api",', '')}},"exposes"`,
      ),
      'GET /a',
      'GET /b',
      ['NAFTIKO_LIST_FORM'],
    ],
    [
      'one entry without its list',
      document().replace(/"consumes":\[(\{.*?\})\],"exposes"/, (_, entry: string) => `"consumes":${entry},"exposes"`),
      'GET /a',
      'GET /b',
      ['NAFTIKO_LIST_FORM'],
    ],
  ]),
  ...rows('4 synonyms', [
    ['"title" of info', { info: { title: 'Odd', description: 'Odd.' } }, 'GET /a', 'GET /b', ['NAFTIKO_SYNONYM']],
    ['"display" of info', { info: { display: 'Odd', description: 'Odd.' } }, 'GET /a', 'GET /b'],
    [
      '"auth"',
      { consumes: { auth: { type: 'bearer', token: 'T' } } },
      'GET /a',
      'GET /b | authorization: Bearer T',
      ['NAFTIKO_SYNONYM'],
      { headers: ['authorization'] },
    ],
    ['the exposer type "api"', { restEntry: { type: 'api' } }, 'GET /a', 'GET /b'],
    ['"id" of an operation', { operation: { name: null, id: 'op' } }, 'GET /a', 'GET /b', ['NAFTIKO_SYNONYM']],
  ]),
  ...rows('5 names', [
    [
      'with brackets and dollars',
      { operation: input('filter[name]') },
      ['GET /a?filter[name]=x', 't {"filter_name":"x"}'],
      ['GET /b?filter%5Bname%5D=x', 'GET /b?filter%5Bname%5D=x'],
    ],
    ['of a tool, with a dot', { tool: { name: 'list.all' } }, 'list_all {}', 'GET /b', ['NAFTIKO_TOOL_NAME']],
    ['of a call, in another case', { rest: { call: 'API.Op' } }, 'GET /a', 'GET /b', ['NAFTIKO_CALL_INFERRED']],
    ['of an argument, with other separators', { operation: input('book_id') }, 'GET /a?bookId=1', 'GET /b?book_id=1'],
  ]),
  ...rows('6 path variables', [
    ['{x}', { path: '/b/{id}' }, 't {"id":"4 2"}', 'GET /b/4%202'],
    ['{{x}}', { path: '/b/{{id}}' }, 't {"id":"4/2"}', 'GET /b/4%2F2'],
    ['{+x} and {x+}', { path: '/b/{+id}/{rest+}' }, 't {"id":"a/b","rest":"c/d"}', 'GET /b/a/b/c/d'],
    ['several in a segment', { path: '/b/{id}.{format}:cancel' }, 't {"id":1,"format":"json"}', 'GET /b/1.json:cancel'],
    ['taken from the exposed path', { path: '/b/{book_id}', exposedPath: '/a/{bookId}' }, 'GET /a/7', 'GET /b/7'],
    ['${x}', { path: '/b/${id}' }, 't {"id":1}', 'GET /b/1', ['NAFTIKO_PATH_FORM']],
    ['{x?}', { path: '/b/{id?}' }, 't {"id":1}', 'GET /b/1', ['NAFTIKO_PATH_FORM']],
    ['without a value', { path: '/b/{id}' }, ['GET /a', 't {}'], [], [], { answers: ['400', 'isError "id" is required'] }],
  ]),
  ...rows('7 arguments of the caller', [
    ...['rest.id', 'tools.id', 'door.id', 'door-mcp.id', '$this.door.id', '{{id}}', '{{rest.id}}', '{{tools.id}}'].map((value): Row => [
      value,
      { operation: input('q'), rest: { with: { q: value } }, tool: { with: { q: value } } },
      ['GET /a?id=7', 't {"id":"7"}'],
      ['GET /b?q=7', 'GET /b?q=7'],
    ]),
    ['{id}', { operation: input('q'), rest: { with: { q: '{id}' } } }, 'GET /a?id=7', 'GET /b?q=7', ['NAFTIKO_REFERENCE_FORM']],
    ['with brackets', { operation: input('q'), rest: { with: { q: 'rest.filter[name]' } } }, 'GET /a?filter[name]=7', 'GET /b?q=7'],
    [
      '"body", the body as a whole',
      { ...post(inBody('body')), rest: { method: 'POST', with: { body: 'rest.body' } } },
      'POST /a {"n":1}',
      'POST /b | {"n":1}',
    ],
    ['any other text is a constant', { operation: input('q'), rest: { with: { q: 'other.id' } } }, 'GET /a?id=7', 'GET /b?q=other.id'],
    [
      'inside lists and maps',
      { ...post(inBody('q', 'z')), rest: { method: 'POST', with: { q: ['rest.id', 1], z: { deep: '{{id}}' } } } },
      'POST /a {"id":7}',
      'POST /b | {"q":[7,1],"z":{"deep":7}}',
    ],
  ]),
  ...rows('8 inputs that are not declared', [
    ['of REST', { path: '/b/{id}', exposedPath: '/a/{id}', operation: input('q') }, 'GET /a/1?q=2', 'GET /b/1?q=2'],
    ['of a tool', { path: '/b/{id}', operation: input('q') }, 't {"id":"1","q":"2"}', 'GET /b/1?q=2'],
  ]),
  ...rows('9 inputs that are not wired', [
    ['a query parameter', { operation: input('id', { required: true }) }, ['GET /a?id=1', 't {"id":"1"}'], ['GET /b?id=1', 'GET /b?id=1']],
  ]),
  ...rows('10 bodies', [
    [
      'none described: as it comes',
      post(),
      ['POST /a {"n":1}', 'POST /a text', 't {"body":{"n":1}}', 't {"n":1}'],
      [
        'POST /b | content-type: application/json | {"n":1}',
        'POST /b | content-type: text/plain | text',
        'POST /b | content-type: application/json | {"n":1}',
        'POST /b | content-type: application/json | {"n":1}',
      ],
      [],
      { headers: ['content-type'] },
    ],
    [
      'one input that is the body',
      post(inBody('payload')),
      ['POST /a {"n":1}', 't {"payload":{"n":1}}'],
      ['POST /b | {"n":1}', 'POST /b | {"n":1}'],
    ],
    [
      'several inputs are its members',
      post(inBody('x', 'y')),
      ['POST /a {"x":1}', 't {"y":2}'],
      ['POST /b | {"x":1}', 'POST /b | {"y":2}'],
    ],
    [
      'a template keeps types, and drops what was not given',
      post({ body: { type: 'json', data: { n: '{{tools.n}}', s: 'a {{rest.s}}', c: 3 } } }),
      ['POST /a {"n":[1]}', 't {"s":"x"}'],
      ['POST /b | {"n":[1],"c":3}', 'POST /b | {"s":"a x","c":3}'],
    ],
    ['a text with JSON in it', post({ body: '{"ids": {{ids}}}' }), 't {"ids":[1,2]}', 'POST /b | {"ids": [1,2]}'],
    ['a type without data', post({ body: { type: 'json' } }), 'POST /a {"n":1}', 'POST /b | {"n":1}', ['NAFTIKO_BODY_FORM']],
    [
      'another word for a form',
      post({ body: { type: 'form', data: { a: '{{a}}' } } }),
      't {"a":"1 2"}',
      'POST /b | a=1+2',
      ['NAFTIKO_BODY_FORM'],
    ],
    [
      'the media type of a form',
      post({ body: { type: 'application/x-www-form-urlencoded', data: { a: '{{a}}' } } }),
      't {"a":"1"}',
      'POST /b | a=1',
    ],
    [
      'of a type that nobody knows',
      post({ body: { type: 'raw', data: '<a>{{a}}</a>' } }),
      't {"a":"1"}',
      'POST /b | <a>1</a>',
      ['NAFTIKO_BODY_FORM'],
    ],
    ['of a DELETE', { operation: { method: 'DELETE' }, rest: { method: 'DELETE' } }, 'DELETE /a {"n":1}', 'DELETE /b | {"n":1}'],
    ['of a GET', { operation: inBody('x', 'y') }, 't {"x":1}', 'GET /b | {"x":1}'],
  ]),
  ...rows('11 identity mapping', [
    [
      'an object without properties',
      { rest: { outputParameters: [{ type: 'object', mapping: '$.' }] } },
      'GET /a',
      'GET /b',
      [],
      { answers: ['200 {"id":1}'] },
    ],
    [
      'an array without items',
      { tool: { outputParameters: [{ type: 'array', mapping: '$.list' }] } },
      't {}',
      'GET /b',
      [],
      { answer: { list: [1, 2] }, answers: ['ok [1,2]'] },
    ],
  ]),
  ...rows('12 status', [
    [
      'of the upstream',
      { tool: { call: 'api.op' } },
      ['GET /a', 't {}'],
      ['GET /b', 'GET /b'],
      [],
      { status: 422, answers: ['422 {"id":1}', 'isError {"id":1}'] },
    ],
  ]),
  ...rows('13 one path in several resources', [
    [
      'other methods are merged, the same method is the first',
      {
        exposed: [
          { path: '/a', operations: [{ method: 'GET', call: 'api.op' }] },
          { path: '/a', operations: [{ method: 'DELETE', call: 'api.op' }] },
          { path: '/a', operations: [{ method: 'GET', call: 'api.gone' }] },
        ],
      },
      ['GET /a', 'DELETE /a'],
      ['GET /b', 'GET /b'],
      ['NAFTIKO_UNKNOWN_OPERATION', 'NAFTIKO_ROUTE_TAKEN'],
    ],
  ]),
  ...rows('14 binds', [
    [
      'without a location, and without a value',
      { ...bearer('{{TOKEN}}'), ...bound },
      'GET /a',
      'GET /b',
      [],
      { headers: ['authorization'] },
    ],
    [
      'keys as a list',
      { ...bearer('{{TOKEN}}'), root: { binds: [{ namespace: 'env', keys: ['TOKEN'] }] } },
      'GET /a',
      'GET /b | authorization: Bearer S',
      ['NAFTIKO_LIST_FORM'],
      secret,
    ],
    [
      'a location that nobody reads',
      { ...bearer('{{TOKEN}}'), root: { binds: [{ namespace: 'env', location: 'vault://a', keys: { TOKEN: 'TOKEN' } }] } },
      'GET /a',
      'GET /b | authorization: Bearer S',
      ['NAFTIKO_NO_PLUGIN'],
      secret,
    ],
  ]),
  ...rows('15 variables', [
    ...['{{TOKEN}}', '{{env.TOKEN}}', '{{my-env.TOKEN}}', '$env.TOKEN'].map((token): Row => [
      token,
      { ...bearer(token), ...bound },
      'GET /a',
      'GET /b | authorization: Bearer S',
      [],
      secret,
    ]),
    ...['env.TOKEN', '${TOKEN}', '${{TOKEN}}', '{TOKEN}'].map((token): Row => [
      token,
      { ...bearer(token), ...bound },
      'GET /a',
      'GET /b | authorization: Bearer S',
      ['NAFTIKO_REFERENCE_FORM'],
      secret,
    ]),
    ['that no bind has', bearer('{{env.TOKEN}}'), 'GET /a', 'GET /b | authorization: Bearer S', ['NAFTIKO_VARIABLE_UNBOUND'], secret],
    ['env.X in "with"', { operation: input('q'), rest: { with: { q: 'env.TOKEN' } }, ...bound }, 'GET /a', 'GET /b?q=S', [], secret],
  ]),
  ...rows('16 imports', [
    [
      'of a file that is missing',
      document().replace(/"consumes":\[.*?\],"exposes"/, '"consumes":[{"import":"api","location":"./none.yaml"}],"exposes"'),
      ['GET /a', 't {}'],
      [],
      ['NAFTIKO_IMPORT_MISSING'],
      { answers: ['501', 'isError'] },
    ],
    [
      'without a location',
      document().replace(/"consumes":\[.*?\],"exposes"/, '"consumes":[{"import":"./none.yaml","as":"api"}],"exposes"'),
      'GET /a',
      [],
      ['NAFTIKO_IMPORT_MISSING'],
      { answers: ['501'] },
    ],
    [
      'by "ref"',
      document().replace(/"consumes":\[.*?\],"exposes"/, '"consumes":[{"namespace":"api","ref":"./none.yaml"}],"exposes"'),
      'GET /a',
      [],
      ['NAFTIKO_SYNONYM', 'NAFTIKO_IMPORT_MISSING'],
      { answers: ['501'] },
    ],
  ]),
  ...rows('17 base addresses', [
    ['empty, and given from outside', { consumes: { baseUri: '' } }, 'GET /a', 'GET /b', ['NAFTIKO_BASE_URI_UNUSABLE']],
    [
      'empty',
      { consumes: { baseUri: '' } },
      ['GET /a', 't {}'],
      [],
      ['NAFTIKO_BASE_URI_UNUSABLE'],
      { override: false, answers: ['500', 'isError "api" cannot be called'] },
    ],
    [
      'with a variable as a host',
      { consumes: { baseUri: '{HOST}/v1' } },
      'GET /a',
      'GET /v1/b',
      ['NAFTIKO_VARIABLE_UNBOUND'],
      { override: false, variables: { HOST: '{{upstream}}' } },
    ],
    [
      'with a variable as shells write it',
      { consumes: { baseUri: '${HOST}/v1' } },
      'GET /a',
      'GET /v1/b',
      ['NAFTIKO_VARIABLE_UNBOUND', 'NAFTIKO_PATH_FORM'],
      { override: false, variables: { HOST: '{{upstream}}' } },
    ],
    [
      'with an argument in the path',
      { consumes: { baseUri: '{{upstream}}/{tenant}' } },
      't {"tenant":"x"}',
      'GET /x/b',
      [],
      { override: false },
    ],
    ['with a slash at its end', { consumes: { baseUri: '{{upstream}}/v1/' } }, 'GET /a', 'GET /v1/b', [], { override: false }],
  ]),
  ...rows('18 API keys', [
    ['key and placement', key({ type: 'apikey', key: 'X-K', value: 'v' }), 'GET /a', 'GET /b | x-k: v', [], { headers: ['x-k'] }],
    ['name and in', key({ type: 'apikey', name: 'k', in: 'query', value: 'v' }), 'GET /a', 'GET /b?k=v', ['NAFTIKO_AUTHENTICATION_FORM']],
    [
      'header',
      key({ type: 'apikey', header: 'X-K', key: 'v' }),
      'GET /a',
      'GET /b | x-k: v',
      ['NAFTIKO_AUTHENTICATION_FORM'],
      { headers: ['x-k'] },
    ],
    [
      'headers',
      key({ type: 'apikey', headers: { 'X-K': 'v', 'X-L': 'w' } }),
      'GET /a',
      'GET /b | x-k: v | x-l: w',
      ['NAFTIKO_AUTHENTICATION_FORM'],
      { headers: ['x-k', 'x-l'] },
    ],
    [
      'a type in another case, and "token"',
      key({ type: 'apiKey', key: 'X-K', token: 'v' }),
      'GET /a',
      'GET /b | x-k: v',
      ['NAFTIKO_AUTHENTICATION_FORM'],
      { headers: ['x-k'] },
    ],
  ]),
]

import { document } from './document.ts'
import { rows, type Tolerance } from './tolerance.ts'

const input = (name: string, more: object = {}): object => ({ inputParameters: [{ name, in: 'query', ...more }] })
const skill = (more: object): object => ({ exposes: [{ type: 'skill', namespace: 'skills', port: 8082, ...more }] })
const named = (name: string, path: string): object => ({ path, operations: [{ name, method: 'GET' }] })
const auth = (authentication: object): object => ({ consumes: { authentication } })

/** Rules that fewer documents need. */
export const SHOULD: readonly Tolerance[] = [
  ...rows('19 skills without their files', [
    [
      'the catalogue is served',
      skill({ skills: [{ name: 's', description: 'd', location: 'file:///opt/none' }] }),
      'GET /a',
      'GET /b',
      ['NAFTIKO_SKILL_LOCATION'],
    ],
  ]),
  ...rows('20 skills', [
    [
      'in groups',
      skill({ groups: [{ name: 'g', description: 'd', skills: [{ name: 's', call: 'api.op' }] }] }),
      'GET /a',
      'GET /b',
      ['NAFTIKO_SYNONYM'],
    ],
    [
      'a tool with a call, and without a description',
      skill({ skills: [{ name: 's', description: 'd', tools: [{ name: 't', call: 'api.op' }] }] }),
      'GET /a',
      'GET /b',
    ],
  ]),
  ...rows('21 ports', [['none', { restEntry: { port: null }, mcpEntry: { port: null } }, ['GET /a', 't {}'], ['GET /b', 'GET /b']]]),
  ...rows('22 stdio', [['with a port', { mcpEntry: { transport: 'stdio' } }, 't {}', 'GET /b', ['NAFTIKO_PORT_IGNORED']]]),
  ...rows('23 no call', [
    ['the consumed operation of that name', { rest: { call: null, name: 'op' } }, 'GET /a', 'GET /b', ['NAFTIKO_CALL_INFERRED']],
    [
      'a name that differs in its separators',
      { operation: { name: 'list-all' }, tool: { call: null, name: 'listAll' }, rest: { call: 'api.list-all' } },
      'listAll {}',
      'GET /b',
      ['NAFTIKO_CALL_INFERRED'],
    ],
    ['a call without a namespace', { rest: { call: 'op' } }, 'GET /a', 'GET /b', ['NAFTIKO_CALL_INFERRED']],
    [
      'a resource that is its operation',
      { exposed: [{ path: '/a', name: 'op', method: 'GET', call: 'api.op' }] },
      'GET /a',
      'GET /b',
      ['NAFTIKO_LIST_FORM'],
    ],
  ]),
  ...rows('24 calls', [
    ['by resource', { rest: { call: 'api.r.op' } }, 'GET /a', 'GET /b'],
    [
      'with dots in the operation',
      { operation: { name: 'openapi.yml.list' }, rest: { call: 'api.openapi.yml.list' }, tool: { call: 'api.openapi.yml.list' } },
      'GET /a',
      'GET /b',
    ],
    [
      'with spaces and dots in the namespace',
      {
        consumes: { namespace: 'Framework (CSF) 2.0' },
        rest: { call: 'Framework (CSF) 2.0.op' },
        tool: { call: 'Framework (CSF) 2.0.op' },
      },
      'GET /a',
      'GET /b',
    ],
  ]),
  ...rows('25 two operations of one name', [
    [
      'the one with the path of the route',
      { resources: [named('op', '/b'), named('op', '/c')], exposedPath: '/v1/c' },
      ['GET /v1/c', 't {}'],
      ['GET /c', 'GET /b'],
      ['NAFTIKO_OPERATION_NAMESAKE'],
    ],
  ]),
  ...rows('26 the path of an operation', [
    ['in the place of that of its resource', { operation: { path: '/b/x' } }, 'GET /a', 'GET /b/x', ['NAFTIKO_OPERATION_PATH']],
    ['behind it', { operation: { path: '/x' } }, 'GET /a', 'GET /b/x', ['NAFTIKO_OPERATION_PATH']],
    ['a verb', { operation: { path: ':run' } }, 'GET /a', 'GET /b:run', ['NAFTIKO_OPERATION_PATH']],
    [
      'in its place, because another one is',
      {
        resources: [
          {
            path: '/b',
            operations: [
              { name: 'other', method: 'GET', path: '/b/x' },
              { name: 'op', method: 'GET', path: '/x' },
            ],
          },
        ],
      },
      'GET /a',
      'GET /x',
      ['NAFTIKO_OPERATION_PATH'],
    ],
  ]),
  ...rows('27 words', [
    ['HEAD', { operation: { method: 'HEAD' }, rest: { method: 'HEAD' } }, 'HEAD /a', 'HEAD /b'],
    ['formats in any case', { operation: { outputRawFormat: 'JSON' } }, 'GET /a', 'GET /b', [], { answers: ['200 {"id":1}'] }],
    ['the format text', { operation: { outputRawFormat: 'text' } }, 'GET /a', 'GET /b', [], { answers: ['200 {"id":1}'] }],
    ['the format binary', { operation: { outputRawFormat: 'binary' } }, 'GET /a', 'GET /b', [], { answers: ['200 {"id":1}'] }],
    [
      'the types integer and json',
      {
        operation: {
          inputParameters: [
            { name: 'n', in: 'query', type: 'integer' },
            { name: 'j', in: 'query', type: 'json' },
          ],
        },
      },
      'GET /a?n=1&j=2',
      'GET /b?n=1&j=2',
    ],
    ['a type that nobody knows', { operation: input('n', { type: 'uuid' }) }, 'GET /a?n=1', 'GET /b?n=1', ['NAFTIKO_WRONG_VALUE']],
  ]),
  ...rows('28 "in: path" without a place in it', [
    [
      'of a request',
      { operation: input('id'), rest: { inputParameters: [{ name: 'id', in: 'path', type: 'string' }] } },
      'GET /a?id=1',
      'GET /b?id=1',
      ['NAFTIKO_PATH_INPUT_UNPLACED'],
    ],
    [
      'of a tool',
      { operation: input('id'), tool: { inputParameters: [{ name: 'id', in: 'path', type: 'string', description: 'd' }] } },
      't {"id":"1"}',
      'GET /b?id=1',
    ],
    [
      'upstream',
      { operation: { inputParameters: [{ name: 'id', in: 'path' }] } },
      't {"id":"1"}',
      'GET /b/1',
      ['NAFTIKO_PATH_INPUT_UNPLACED'],
    ],
  ]),
  ...rows('29 authentication', [
    [
      'in a query',
      auth({ type: 'query', parameters: [{ name: 'k', value: 'v' }] }),
      'GET /a',
      'GET /b?k=v',
      ['NAFTIKO_AUTHENTICATION_FORM'],
    ],
    [
      'in a header',
      auth({ type: 'header', name: 'X-K', value: 'v' }),
      'GET /a',
      'GET /b | x-k: v',
      ['NAFTIKO_AUTHENTICATION_FORM'],
      { headers: ['x-k'] },
    ],
    [
      'bearer with a value',
      auth({ type: 'bearer', value: 'v' }),
      'GET /a',
      'GET /b | authorization: Bearer v',
      ['NAFTIKO_AUTHENTICATION_FORM'],
      { headers: ['authorization'] },
    ],
  ]),
  ...rows('30 queries and fragments in a path', [
    ['a query is sent', { path: '/b?kind=x' }, 'GET /a?more=1', 'GET /b?kind=x'],
    ['a fragment is not', { path: '/b#Action=List' }, 'GET /a', 'GET /b', ['NAFTIKO_PATH_FRAGMENT']],
    [
      'a fragment of a route tells it apart',
      { exposed: [{ path: '/a#Action=x', operations: [{ method: 'GET', call: 'api.op' }] }] },
      'GET /a?Action=x',
      'GET /b',
      ['NAFTIKO_ROUTE_FRAGMENT'],
    ],
  ]),
  ...rows('31 "inputSchema" of a tool', [
    [
      'is shown as it is',
      { operation: input('q'), tool: { inputSchema: { type: 'object', properties: { q: { type: 'string' } }, required: ['q'] } } },
      ['t {"q":"1"}', 't {}'],
      'GET /b?q=1',
      [],
      { answers: ['ok', 'isError "q" is required'] },
    ],
  ]),
  ...rows('32 mappings', [
    [
      'a member with a space',
      { rest: { outputParameters: [{ type: 'string', mapping: '$.a b.c' }] } },
      'GET /a',
      'GET /b',
      [],
      { answer: { 'a b': { c: 5 } }, answers: ['200 5'] },
    ],
    [
      '.length and .length()',
      {
        rest: {
          outputParameters: [
            { name: 'n', type: 'number', mapping: '$.list.length' },
            { name: 'm', type: 'number', mapping: '$.list.length()' },
          ],
        },
      },
      'GET /a',
      'GET /b',
      [],
      { answer: { list: [1, 2] }, answers: ['200 {"n":2,"m":2}'] },
    ],
  ]),
  ...rows('single values that cannot be read', [
    [
      'keys without a value',
      document().replace('"name":"op"', '"name":"op","description":null,"body":null,"inputParameters":null'),
      'GET /a',
      'GET /b',
      ['NAFTIKO_WRONG_TYPE'],
    ],
    ['numbers for texts', { operation: { description: 5 } }, 'GET /a', 'GET /b', ['NAFTIKO_WRONG_TYPE']],
    ['"with" as a list', { operation: input('q'), rest: { with: [{ q: 'rest.q' }] } }, 'GET /a?q=1', 'GET /b?q=1', ['NAFTIKO_WRONG_TYPE']],
    ['an input without a name', { operation: { inputParameters: [{ in: 'query' }] } }, 'GET /a', 'GET /b', ['NAFTIKO_MISSING_KEY']],
  ]),
]

import { rows, type Tolerance } from './tolerance.ts'

const step = (one: object): object => ({ tool: { call: null, steps: [{ name: 's', ...one }] } })

/** Each with something beside it that works. */
export const DEAD: readonly Tolerance[] = [
  ...rows('a call', [
    [
      'of a namespace that is not there',
      { tool: { call: 'nowhere.at-all' } },
      ['t {}', 'GET /a'],
      'GET /b',
      ['NAFTIKO_UNKNOWN_OPERATION'],
      { answers: ['isError this operation cannot run: no operation "nowhere.at-all"'] },
    ],
    [
      'of an operation that is not there',
      { rest: { call: 'api.something-else' } },
      ['GET /a', 't {}'],
      'GET /b',
      ['NAFTIKO_UNKNOWN_OPERATION'],
      { answers: ['501'] },
    ],
    [
      'of nothing',
      { tool: { call: null } },
      ['t {}', 'GET /a'],
      'GET /b',
      ['NAFTIKO_CALL_MISSING'],
      { answers: ['isError this operation cannot run: "t" calls nothing'] },
    ],
    [
      'of an API that wants a credential which cannot be had',
      { consumes: { authentication: { type: 'certificate' } } },
      ['t {}', 'GET /a'],
      [],
      ['NAFTIKO_AUTHENTICATION_UNSUPPORTED'],
      { answers: ['isError', '501'] },
    ],
  ]),
  ...rows(
    'an exposer of type',
    ['http', 'grpc', 'webhook'].map(
      (type) => [type, { exposes: [{ type, namespace: 'z', port: 9 }] }, 'GET /a', 'GET /b', ['NAFTIKO_NO_PLUGIN']] as const,
    ),
  ),
  ...rows('an exposer', [
    [
      'of type agent-skill, without skills',
      { exposes: [{ type: 'agent-skill', namespace: 'z', port: 9 }] },
      'GET /a',
      'GET /b',
      ['NAFTIKO_SYNONYM', 'NAFTIKO_MISSING_KEY'],
    ],
    ['without a type that its members tell', { restEntry: { type: null } }, 'GET /a', 'GET /b', ['NAFTIKO_TYPE_MISSING']],
    ['of the name of another', { mcpEntry: { namespace: 'door' } }, ['GET /a', 't {}'], ['GET /b', 'GET /b'], ['NAFTIKO_NAMESPACE_TAKEN']],
    ['of tools, without tools', { exposes: [{ type: 'mcp', namespace: 'z', port: 9 }] }, 'GET /a', 'GET /b'],
  ]),
  ...rows('a step', [
    [
      'of a type that nobody knows',
      step({ type: 'condition', if: 'x' }),
      ['t {}', 'GET /a'],
      'GET /b',
      ['NAFTIKO_STEP_TYPE_UNKNOWN'],
      { answers: ['isError step "s" cannot run'] },
    ],
    [
      'that lacks what its type needs',
      step({ type: 'transform', mapping: '$.x' }),
      ['t {}', 'GET /a'],
      'GET /b',
      ['NAFTIKO_STEP_INVALID', 'NAFTIKO_UNKNOWN_KEY'],
      { answers: ['isError step "s" cannot run'] },
    ],
  ]),
  ...rows('a format', [
    [
      'whose schema is missing',
      { operation: { outputRawFormat: 'protobuf' }, rest: { outputParameters: [{ type: 'string', mapping: '$.id' }] } },
      'GET /a',
      'GET /b',
      ['NAFTIKO_FORMAT_SCHEMA'],
      { answers: ['501'] },
    ],
  ]),
]

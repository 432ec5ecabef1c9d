import type { JsonSchema } from '@naftiko/plugin-api'

const text = (description: string): JsonSchema => ({ type: 'string', description })
const texts = (description: string): JsonSchema => ({ type: ['array', 'string'], items: { type: 'string' }, description })

const NAME = text('Name that callers must give.')
const PASSWORD = text('Password that callers must give, such as {{API_PASSWORD}}.')
const REALM = { ...text('What browsers show beside the question for a password.'), default: 'naftiko' }

/** The settings of each way to present a credential to an exposer. */
const SETTINGS: Readonly<
  Record<string, { readonly required: readonly string[]; readonly properties: Readonly<Record<string, JsonSchema>> }>
> = {
  bearer: { required: ['token'], properties: { token: text('The token that callers must present, such as {{API_TOKEN}}.') } },
  basic: { required: ['username', 'password'], properties: { username: NAME, password: PASSWORD, realm: REALM } },
  digest: { required: ['username', 'password'], properties: { username: NAME, password: PASSWORD, realm: REALM } },
  apikey: {
    required: ['value'],
    properties: {
      key: { ...text('Name of the header or query parameter.'), default: 'X-API-Key' },
      value: text('The key that callers must present, such as {{API_KEY}}.'),
      placement: { enum: ['header', 'query'], default: 'header', description: 'Where callers put the key.' },
    },
  },
  oauth2: {
    required: ['authorizationServerUri'],
    properties: {
      authorizationServerUri: text('The server that issues the tokens; its metadata say how tokens are checked.'),
      resource: text('Address of this exposer, as its tokens name it.'),
      audience: text('Audience of the tokens, where it is not the resource.'),
      scopes: texts('Scopes that a token must have.'),
      tokenValidation: {
        enum: ['jwks', 'introspection'],
        default: 'jwks',
        description: 'Check tokens by the keys of the server, or ask the server about each.',
      },
      clientId: text('For introspection: the client that asks.'),
      clientSecret: text('For introspection: its secret, such as {{CLIENT_SECRET}}.'),
    },
  },
  none: { required: [], properties: {} },
}

const TYPE: JsonSchema = {
  type: 'string',
  description: 'Kind of credential that callers must present.',
  enum: Object.keys(SETTINGS),
  enumDescriptions: [
    'A token in the Authorization header.',
    'A name and a password.',
    'A name and a password that never travels.',
    'A key in a header or in the query.',
    'An access token of an authorization server.',
    'Nothing: anybody may call.',
  ],
}

/** What callers of an exposer must present. */
export const AUTHENTICATION_PART: JsonSchema = {
  title: 'Authentication of callers',
  type: 'object',
  description: 'What callers must present. Without it, anybody who reaches the listener may call.',
  required: ['type'],
  properties: { type: TYPE },
  allOf: Object.entries(SETTINGS).map(([type, { required, properties }]) => ({
    if: { type: 'object', required: ['type'], properties: { type: { const: type } } },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: { title: `Callers with ${type}`, additionalProperties: false, required, properties: { type: TYPE, ...properties } },
  })),
}

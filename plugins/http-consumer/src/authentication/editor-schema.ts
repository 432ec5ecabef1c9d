import { closedForEditors, type JsonSchema } from '@naftiko/plugin-api'

const text = (description: string): JsonSchema => ({ type: ['string', 'number'], description })
const choice = (values: readonly string[], description: string): JsonSchema => ({ type: 'string', examples: values, description })

const USERNAME = text('The name, such as {{API_USER}}.')
const PASSWORD = text('The password, such as {{API_PASSWORD}}.')
const PARAMETERS: JsonSchema = { type: ['array', 'object'], description: 'Several keys of the query, as a list of name and value.' }

interface Kind {
  readonly type: string
  readonly about: string
  readonly settings: Readonly<Record<string, JsonSchema>>
}

/** The settings of every way to identify to an API, in the words that the documentation uses. Others are read, too. */
const KINDS: readonly Kind[] = [
  {
    type: 'bearer',
    about: 'A token in the Authorization header.',
    settings: { token: { ...text('The token.'), examples: ['{{API_TOKEN}}'] } },
  },
  { type: 'basic', about: 'A name and a password.', settings: { username: USERNAME, password: PASSWORD } },
  { type: 'digest', about: 'A name and a password that never travels.', settings: { username: USERNAME, password: PASSWORD } },
  {
    type: 'apikey',
    about: 'A key in a header, the query, a cookie, the body or the path.',
    settings: {
      key: { ...text('Name of the header, query parameter, cookie, field or placeholder.'), examples: ['X-Api-Key'] },
      value: { ...text('The key itself.'), examples: ['{{API_KEY}}'] },
      placement: { ...choice(['header', 'query', 'cookie', 'body', 'path'], 'Where the key goes.'), default: 'header' },
      name: text('The same as key.'),
      in: text('The same as placement.'),
      header: text('Name of the header, in the place of key and placement.'),
      headers: { type: ['object', 'array'], description: 'Several headers and their values.' },
      parameters: PARAMETERS,
    },
  },
  {
    type: 'query',
    about: 'Keys in the query.',
    settings: { parameters: PARAMETERS, key: text('Name of the parameter, where there is one.'), value: text('Its value.') },
  },
  {
    type: 'oauth2',
    about: 'A token that is fetched and renewed.',
    settings: {
      tokenUri: text('Address of the token endpoint; a path alone is one of the API itself.'),
      authorizationServerUri: text('The authorization server, which is asked for its token endpoint.'),
      grantType: choice(
        ['client_credentials', 'refresh_token', 'password'],
        'How a token is got. Default: the grant whose settings are there.',
      ),
      clientId: text('The client, such as {{CLIENT_ID}}.'),
      clientSecret: text('Its secret, such as {{CLIENT_SECRET}}.'),
      clientAuthentication: { ...choice(['basic', 'body'], 'Where the secret goes: into the header, or into the form.'), default: 'basic' },
      refreshToken: text('For refresh_token: the token to begin with.'),
      username: text('For password: the name.'),
      password: text('For password: the password.'),
      scopes: { type: ['array', 'string', 'object'], description: 'What the token is for.' },
      audience: text('For whom the token is.'),
      resource: text('For which resource the token is.'),
      token: text('A token that is there already. Without an endpoint it is sent as it is.'),
    },
  },
  {
    type: 'oauth1',
    about: 'A signature with shared secrets or a private key.',
    settings: {
      consumerKey: text('The consumer.'),
      consumerSecret: text('Its secret.'),
      token: text('The token, if the API gives one.'),
      tokenSecret: text('The secret of the token.'),
      signingKey: text('An RSA private key, as PEM or base64, in the place of secrets.'),
      signingKeyPassword: text('Password of the private key.'),
      signatureMethod: choice(
        ['HMAC-SHA1', 'HMAC-SHA256', 'HMAC-SHA512', 'RSA-SHA1', 'RSA-SHA256', 'RSA-SHA512'],
        'How requests are signed. Default: HMAC-SHA1 for secrets, RSA-SHA256 for a key.',
      ),
      realm: text('Sent along, if it is there.'),
    },
  },
  {
    type: 'aws-sig-v4',
    about: 'A signature, as Amazon Web Services want it.',
    settings: {
      accessKeyId: { ...text('The access key.'), default: '{{AWS_ACCESS_KEY_ID}}' },
      secretKey: { ...text('The secret key.'), default: '{{AWS_SECRET_ACCESS_KEY}}' },
      sessionToken: text('The token of temporary keys.'),
      region: { ...text('The region.'), examples: ['eu-west-3'] },
      service: { ...text('The service.'), examples: ['execute-api'] },
    },
  },
  {
    type: 'hmac',
    about: 'A signature with a shared secret.',
    settings: {
      apiId: text('Who signs, for APIs of Veracode.'),
      apiKey: text('The key in hexadecimal digits, for APIs of Veracode.'),
      header: text('Header of a plain signature.'),
      secret: text('Secret of a plain signature.'),
      content: {
        type: ['array', 'string'],
        description: 'What is signed, in this order: method, url, host, path, query, target, timestamp, nonce, body.',
        default: 'body',
      },
      separator: { ...text('What stands between the parts.'), default: '\n' },
      algorithm: { ...choice(['sha1', 'sha256', 'sha384', 'sha512'], 'The hash.'), default: 'sha256' },
      encoding: { ...choice(['hex', 'base64', 'base64url'], 'How the signature is written.'), default: 'hex' },
      prefix: { ...text('Text before the signature.'), examples: ['sha256='] },
      secretEncoding: { ...choice(['text', 'hex', 'base64'], 'How the secret is written.'), default: 'text' },
      timestampHeader: text('Header that says when it was signed.'),
      timestampUnit: { ...choice(['s', 'ms'], 'Unit of the time.'), default: 's' },
      nonceHeader: text('Header of a value that is used once.'),
      id: text('Who signs.'),
      idHeader: text('Header that says who signs.'),
    },
  },
  { type: 'none', about: 'Nothing: the API asks for no credential.', settings: {} },
]

const TYPE: JsonSchema = {
  type: 'string',
  description: 'Kind of credential. Calls with a kind that is not known are refused.',
  examples: KINDS.map(({ type }) => type),
}

/** Schema of `authentication`: which settings there are depends on its type. */
export const authenticationSchema: JsonSchema = {
  title: 'Authentication towards an API',
  type: 'object',
  description: 'How to identify to the API. Templates see variables only.',
  properties: { type: TYPE },
  allOf: KINDS.map(({ type, about, settings }) => ({
    if: { type: 'object', required: ['type'], properties: { type: { const: type } } },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: closedForEditors({ title: `Authentication ${type}`, description: about, properties: { type: TYPE, ...settings } }),
  })),
}

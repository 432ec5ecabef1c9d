/**
 * Words of OpenAPI, of programming languages and of other gateways for what has another name here. They are no near
 * misses, but there is only one thing that somebody who writes them can want.
 */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  address: ['host', 'hostname', 'bind', 'listen', 'interface'],
  authentication: ['auth', 'security', 'credentials'],
  authorizationServerUri: ['issuer', 'authorizationServer'],
  baseUri: ['baseUrl', 'url', 'uri', 'endpoint', 'server'],
  body: ['requestBody', 'payload'],
  call: ['calls', 'operation', 'operationId', 'invoke', 'operationRef'],
  consumes: ['apis', 'upstreams', 'services'],
  description: ['desc', 'summary', 'documentation', 'doc'],
  destructive: ['destructiveHint'],
  enum: ['values', 'oneOf', 'allowedValues'],
  exposes: ['servers', 'exposers', 'adapters'],
  idempotent: ['idempotentHint'],
  in: ['location', 'place', 'position'],
  inputParameters: ['parameters', 'params', 'inputs', 'input', 'arguments', 'args'],
  label: ['title'],
  location: ['file', 'source'],
  mapping: ['path', 'jsonPath', 'jsonpath', 'expression', 'from', 'selector'],
  maxBodySize: ['maxRequestSize', 'bodyLimit'],
  method: ['verb', 'httpMethod'],
  namespace: ['name', 'id'],
  openWorld: ['openWorldHint'],
  operations: ['methods', 'endpoints'],
  outputParameters: ['outputs', 'output', 'response', 'responses', 'outputSchema'],
  outputRawFormat: ['format', 'outputFormat', 'responseFormat'],
  path: ['route', 'url', 'uri', 'endpoint'],
  password: ['pass', 'pwd'],
  placement: ['position'],
  readOnly: ['readOnlyHint'],
  ref: ['function', 'flow', '$ref'],
  resources: ['routes', 'paths', 'endpoints'],
  steps: ['flow', 'pipeline', 'tasks'],
  token: ['bearerToken', 'accessToken'],
  type: ['kind', 'protocol'],
  username: ['user', 'login'],
  with: ['args', 'arguments', 'params', 'parameters', 'inputs', 'input'],
}

const VALUES: Readonly<Record<string, readonly string[]>> = {
  array: ['list', 'arr'],
  body: ['form', 'formdata', 'payload'],
  boolean: ['bool'],
  cookie: ['cookies'],
  header: ['headers'],
  http: ['sse', 'streamable-http', 'streamablehttp', 'https'],
  integer: ['int', 'int32', 'int64', 'long'],
  number: ['float', 'double', 'decimal', 'num'],
  object: ['map', 'dict', 'hash', 'record'],
  path: ['uri', 'url'],
  query: ['querystring', 'params', 'search'],
  string: ['str', 'text', 'date', 'date-time', 'uuid', 'uri'],
}

/** The key of these that a word of another language means. */
export function foreignKey(word: string, known: readonly string[]): string | undefined {
  return known.find((name) => Object.hasOwn(KEYS, name) && KEYS[name]!.includes(word))
}

/** The value of these that a word of another language means. */
export function foreignValue(word: string, known: readonly string[]): string | undefined {
  return known.find((name) => Object.hasOwn(VALUES, name) && VALUES[name]!.includes(word.toLowerCase()))
}

import {
  type CallSpec,
  DURATION,
  FORWARD_HEADERS,
  type ForwardHeadersEntry,
  type InputEntry,
  type JsonObject,
  type JsonSchema,
  type NodeEntry,
  partSchema,
  type SchemaPart,
  textSchema,
} from '@naftiko/plugin-api'

/** One entry of `exposes` with `type: rest`. */
export interface RestExposesEntry extends NodeEntry {
  readonly port?: number
  readonly address?: string
  readonly authentication?: JsonObject
  /** Bytes, or a text such as `10MiB`. */
  readonly maxBodySize?: number | string
  /** Headers of callers that go on to consumed APIs. */
  readonly forwardHeaders?: ForwardHeadersEntry
  /** Serve a page of documentation at `/docs`. */
  readonly docs?: boolean
  readonly resources?: readonly RestResourceEntry[]
}

export interface RestResourceEntry {
  readonly name?: string
  readonly path: string
  readonly description?: string
  readonly inputParameters?: readonly InputEntry[]
  readonly operations?: readonly RestOperationEntry[]
  readonly forward?: ForwardEntry
}

/** Passes every request that no operation serves on to a consumed API. */
export interface ForwardEntry {
  readonly targetNamespace: string
  readonly trustedHeaders?: readonly string[]
}

export interface RestOperationEntry extends CallSpec {
  readonly method?: string
}

const list = (part: SchemaPart, description: string): JsonSchema => ({ type: 'array', description, items: partSchema(part) })
const tags: JsonSchema = { type: 'array', items: {}, description: 'Words to find it by.' }

const inputs: JsonSchema = {
  type: 'array',
  description: 'Inputs to check. Path variables and query parameters reach the operation without being declared.',
  items: {
    title: 'REST input',
    description: 'One argument of a route.',
    type: 'object',
    additionalProperties: false,
    required: ['name'],
    properties: {
      name: { type: ['string', 'number'], description: 'Name of the input.' },
      in: { enum: ['path', 'query', 'header', 'cookie', 'body'], description: 'Where it travels.' },
      type: {
        enum: ['string', 'number', 'integer', 'boolean', 'array', 'object'],
        description: 'Type of its value; texts of the path, the query and headers are converted.',
      },
      description: textSchema('What it is.'),
      required: { type: 'boolean', default: false, description: 'Whether a request without it is refused.' },
      value: { description: 'A constant that callers cannot change.' },
      default: { description: 'Value when the caller gives none.' },
      enum: { type: 'array', description: 'The values it may have.' },
      pattern: textSchema('Regular expression that its text must match.'),
      maxLength: { type: 'integer', description: 'Most characters.' },
      style: {
        enum: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject', 'json'],
        description: 'How a list or an object is written in the query. (extension)',
      },
      explode: { type: 'boolean', description: 'Whether each element or member is a parameter of its own. (extension)' },
      items: { type: 'object', description: 'Shape of the elements, for an array.' },
      properties: { type: 'object', description: 'Shape of the members, for an object.' },
    },
  },
}

const operation: JsonSchema = {
  title: 'REST operation',
  description: 'One method of a path, and what it calls.',
  type: 'object',
  additionalProperties: false,
  properties: {
    name: { type: ['string', 'number'], description: 'Name of the operation.' },
    label: textSchema('Name for people.'),
    description: textSchema('What it does.'),
    tags,
    method: {
      enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'get', 'post', 'put', 'patch', 'delete', 'head'],
      default: 'GET',
      description: 'HTTP method.',
    },
    inputParameters: inputs,
    call: {
      type: ['string', 'object'],
      description: 'The consumed operation that it calls: <namespace>.<operation>.',
      examples: ['weather.getforecast'],
    },
    ref: textSchema('The aggregate function that it calls: <namespace>.<function>.'),
    with: {
      type: 'object',
      description: 'What the called operation is given: rest.x is the argument x, env.X a variable, other values are constants.',
    },
    steps: list('step', 'Calls that are made one after the other.'),
    sequential: { type: 'boolean', description: 'Steps run strictly one after the other. (extension)' },
    timeout: {
      type: ['integer', 'string'],
      pattern: DURATION,
      description: 'The longest that the whole operation may take: milliseconds, or a text such as 30s. (extension)',
    },
    mappings: list('mapping', 'How results of steps become the answer.'),
    outputParameters: list('output', 'How the result becomes the answer. Without it, or with "mapping: $.", the answer passes as it is.'),
  },
}

const forward: JsonSchema = {
  title: 'REST forward',
  type: 'object',
  description: 'Passes every request that no operation serves on to a consumed API, with what is below the path.',
  additionalProperties: false,
  required: ['targetNamespace'],
  properties: {
    targetNamespace: textSchema('Namespace of the consumed API.'),
    trustedHeaders: {
      type: 'array',
      description: 'Headers of callers that go on, besides those about the body and the wanted answer.',
      items: { type: 'string' },
    },
  },
}

/** Schema of one entry, for validation and for editors. */
export const schema: JsonSchema = {
  title: 'REST exposer',
  type: 'object',
  description: 'A REST API that the capability serves.',
  additionalProperties: false,
  required: ['type', 'namespace'],
  properties: {
    type: { const: 'rest' },
    namespace: textSchema('Name of the API.'),
    description: textSchema('What it is.'),
    port: {
      type: 'integer',
      minimum: 0,
      maximum: 65_535,
      description: 'Port to listen on; absent or 0 means a free one.',
      examples: [8080],
    },
    address: { type: 'string', default: '127.0.0.1', description: 'Address to listen on.' },
    authentication: partSchema('authentication'),
    maxBodySize: { type: ['integer', 'string'], default: '32MiB', description: 'Largest request body, in bytes or as 10MiB.' },
    docs: {
      type: 'boolean',
      default: false,
      description: 'Whether GET /docs serves a page on which people read about the API and try it. (extension)',
    },
    forwardHeaders: FORWARD_HEADERS,
    resources: {
      type: 'array',
      description: 'Paths of the API. Several may have the same path.',
      items: {
        title: 'REST resource',
        description: 'One path, and what can be done with it.',
        type: 'object',
        additionalProperties: false,
        required: ['path'],
        properties: {
          name: { type: ['string', 'number'], description: 'Name of the resource.' },
          label: textSchema('Name for people.'),
          description: textSchema('What it is.'),
          tags,
          path: textSchema(
            'Path below the root. Variables are {name}; {+name} matches the rest. A query tells several routes of one path apart.',
          ),
          inputParameters: inputs,
          operations: { type: 'array', description: 'What can be done with it.', items: operation },
          forward,
        },
      },
    },
  },
}

import {
  CONSUMED_VALUE,
  durationSchema,
  type InputEntry,
  type JsonObject,
  type JsonSchema,
  type JsonValue,
  type NodeEntry,
  type OutputEntry,
  partSchema,
  textSchema,
} from '@naftiko/plugin-api'
import { MEDIA_TYPE } from './answer/media-type.ts'
import { authenticationSchema } from './authentication/editor-schema.ts'
import { type PaginationEntry, paginationSchema } from './pagination/entry.ts'

/** One entry of `consumes` with `type: http`. */
export interface HttpConsumesEntry extends NodeEntry {
  readonly baseUri?: string
  readonly authentication?: JsonObject
  readonly inputParameters?: readonly InputEntry[]
  readonly timeouts?: TimeoutsEntry
  readonly connections?: number
  readonly resources?: readonly HttpResourceEntry[]
}

/** Milliseconds, or texts such as `500ms`, `30s`, `15m`. */
export interface TimeoutsEntry {
  readonly connect?: number | string
  readonly firstByte?: number | string
  readonly idle?: number | string
  readonly total?: number | string
}

/** The inputs that one level of an entry declares, and where they stand. */
export interface InputLevel {
  readonly inputs: readonly InputEntry[] | undefined
  readonly at: string
}

export interface HttpResourceEntry {
  readonly name?: string
  readonly path?: string
  readonly description?: string
  readonly inputParameters?: readonly InputEntry[]
  readonly operations?: readonly HttpOperationEntry[]
}

export interface HttpOperationEntry {
  /** An operation without a name cannot be called. */
  readonly name?: string
  readonly method?: string
  /** Replaces the path of the resource when it begins with it, and is appended to it otherwise. */
  readonly path?: string
  readonly label?: string
  readonly description?: string
  readonly inputParameters?: readonly InputEntry[]
  /** A text, `{type, data}`, or the data itself. */
  readonly body?: JsonValue
  readonly outputRawFormat?: string
  readonly outputSchema?: JsonValue
  readonly outputMediaType?: string
  /** Bytes, or a text such as `10MiB`. */
  readonly maxBinarySize?: number | string
  readonly outputParameters?: readonly OutputEntry[]
  /** An extension: the answer is that of all pages. */
  readonly pagination?: PaginationEntry
}

/** A body as the document describes it. */
export interface BodyEntry {
  readonly type: string
  readonly data: JsonValue
}

const inputs: JsonSchema = {
  type: 'array',
  description: 'Inputs that the operation takes. Variables of the path need no declaration.',
  items: {
    title: 'HTTP input',
    description: 'One input of a consumed operation.',
    type: 'object',
    additionalProperties: false,
    required: ['name'],
    properties: {
      name: { type: ['string', 'number'], description: 'Name of the input, and of the header, query parameter or field.' },
      in: { enum: ['query', 'header', 'path', 'cookie', 'body', 'environment'], description: 'Where it travels.' },
      ...CONSUMED_VALUE,
      required: {
        type: 'boolean',
        description: 'Whether a call without it is refused. What stands in the path always is required.',
        default: false,
      },
      style: {
        enum: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject', 'json'],
        description:
          'How a list or an object is written into the query. Without it lists repeat the name, and objects are JSON. (extension)',
      },
      explode: { type: 'boolean', description: 'Whether each element or member is a parameter of its own. (extension)' },
    },
  },
}

const operation: JsonSchema = {
  title: 'HTTP operation',
  description: 'One request that can be made.',
  type: 'object',
  additionalProperties: false,
  properties: {
    name: { type: ['string', 'number'], description: 'Name of the operation; calls say <namespace>.<name>.' },
    label: textSchema('Name for people.'),
    description: textSchema('What it does.'),
    method: {
      type: 'string',
      description: 'HTTP method.',
      default: 'GET',
      enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'get', 'post', 'put', 'patch', 'delete', 'head', 'options'],
    },
    path: textSchema('Path of this operation, where it differs from that of the resource.'),
    tags: { type: 'array', items: {}, description: 'Words to find it by.' },
    inputParameters: inputs,
    body: {
      title: 'HTTP body',
      description: 'The request body, as a template. Without it, the body of the caller passes as it is.',
      type: ['string', 'object', 'array'],
      properties: {
        type: {
          ...textSchema('How data is encoded.'),
          default: 'json',
          examples: ['json', 'text', 'xml', 'sparql', 'yaml', 'formUrlEncoded', 'multipartForm', 'binary', 'none'],
        },
        data: {
          description:
            'The content. A leaf that is exactly one placeholder keeps the type of its value, and disappears when there is none.',
        },
      },
    },
    outputRawFormat: {
      ...textSchema('Format of the answer. binary: never read, passed on as it is.'),
      default: 'json',
      examples: ['json', 'text', 'xml', 'csv', 'tsv', 'psv', 'yaml', 'html', 'markdown', 'avro', 'protobuf', 'binary'],
    },
    outputSchema: {
      description: 'What the format needs: a CSS selector for html, the beginning of a heading for markdown, a file for avro and protobuf.',
    },
    outputMediaType: {
      ...textSchema('Content type of the answer, where the API says none or a wrong one.'),
      pattern: MEDIA_TYPE,
    },
    maxBinarySize: {
      type: ['integer', 'string'],
      description: 'Most bytes of an answer, or a text such as 10MiB. A larger one is cut off with an error.',
    },
    outputParameters: {
      type: 'array',
      description: 'Shape of the answer, for whoever calls the operation.',
      items: partSchema('output'),
    },
    pagination: paginationSchema,
  },
}

/** Schema of one entry, for validation and for editors. */
export const schema: JsonSchema = {
  title: 'HTTP consumer',
  type: 'object',
  description: 'An HTTP API that the capability calls.',
  additionalProperties: false,
  required: ['type', 'namespace'],
  properties: {
    type: { const: 'http' },
    namespace: textSchema('Name of the API; calls say <namespace>.<operation>.'),
    description: textSchema('What the API is.'),
    baseUri: {
      ...textSchema('Address that all paths are appended to. Only variables may be part of its host.'),
      examples: ['https://api.example.org/v1'],
    },
    authentication: authenticationSchema,
    inputParameters: inputs,
    timeouts: {
      title: 'HTTP timeouts',
      type: 'object',
      description: 'How long to wait, in milliseconds or as 500ms, 30s, 15m.',
      additionalProperties: false,
      properties: {
        connect: { ...durationSchema('For a connection: name lookup, TCP and TLS.'), default: '10s' },
        firstByte: { ...durationSchema('For the first byte of the answer, once the request is sent.'), default: '10m' },
        idle: { ...durationSchema('Between two pieces of the answer.'), default: '5m' },
        total: { ...durationSchema('For the whole exchange.'), default: '60m' },
      },
    },
    connections: { type: 'integer', minimum: 1, default: 128, description: 'Most connections to the API at a time.' },
    resources: {
      type: 'array',
      description: 'Paths of the API.',
      items: {
        title: 'HTTP resource',
        description: 'One path of the API, and what can be done with it.',
        type: 'object',
        additionalProperties: false,
        properties: {
          name: { type: ['string', 'number'], description: 'Name of the resource.' },
          label: textSchema('Name for people.'),
          description: textSchema('What it is.'),
          path: textSchema('Path below the base address. Variables are {name} or {{name}}.'),
          tags: { type: 'array', items: {}, description: 'Words to find it by.' },
          inputParameters: inputs,
          operations: { type: 'array', description: 'What can be done with it.', items: operation },
        },
      },
    },
  },
}

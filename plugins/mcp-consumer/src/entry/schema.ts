import { CONSUMED_VALUE, durationSchema, type JsonSchema, partSchema, textSchema } from '@naftiko/plugin-api'
import { DEFAULT_MESSAGE_SIZE } from '../server/limits.ts'

const yes = (description: string): JsonSchema => ({ type: 'boolean', description })

const inputs = (description: string): JsonSchema => ({
  type: 'array',
  description,
  items: {
    title: 'Consumed MCP input',
    type: 'object',
    description: 'One argument of a consumed tool.',
    additionalProperties: false,
    required: ['name'],
    properties: {
      name: { type: ['string', 'number'], description: 'Name of the input, and of the argument of the tool.' },
      in: { enum: ['body', 'header', 'environment'], description: 'header: it goes with every request to the server, and has a value.' },
      ...CONSUMED_VALUE,
      required: { type: 'boolean', description: 'Whether a call without it is refused.', default: false },
    },
  },
})

const tool: JsonSchema = {
  title: 'Consumed MCP tool',
  description: 'One tool of the server, as an operation.',
  type: 'object',
  additionalProperties: false,
  properties: {
    name: { type: ['string', 'number'], description: 'Name of the operation; calls say <namespace>.<name>. Default: that of the tool.' },
    tool: textSchema('What the server calls the tool. Default: the name.'),
    label: textSchema('Name for people.'),
    description: textSchema('What it does.'),
    tags: { type: 'array', items: {}, description: 'Words to find it by.' },
    inputParameters: inputs('Arguments of the tool. Without any, whatever a caller sends is an argument.'),
    hints: {
      title: 'Consumed MCP hints',
      type: 'object',
      description: 'What the tool does to the world.',
      additionalProperties: false,
      properties: {
        readOnly: yes('It changes nothing.'),
        destructive: yes('It may delete or overwrite things.'),
        idempotent: yes('Calling it twice is the same as calling it once.'),
        openWorld: yes('It reaches beyond the server.'),
      },
    },
    outputRawFormat: {
      ...textSchema('Format of an answer that is one text.'),
      default: 'json',
      examples: ['json', 'text', 'xml', 'csv', 'yaml', 'html', 'markdown'],
    },
    outputSchema: { description: 'Shape of the answer; or what the format needs, such as a CSS selector for html.' },
    outputParameters: { type: 'array', description: 'Shape of the answer, for steps.', items: partSchema('output') },
  },
}

/** Schema of one entry, for validation and for editors. */
export const schema: JsonSchema = {
  title: 'MCP consumer',
  type: 'object',
  description: 'An MCP server whose tools the capability calls. (extension)',
  additionalProperties: false,
  required: ['type', 'namespace'],
  properties: {
    type: { const: 'mcp' },
    namespace: textSchema('Name of the server; calls say <namespace>.<tool>.'),
    description: textSchema('What the server is.'),
    baseUri: textSchema('Address of the server, such as https://mcp.example.com/mcp. Only variables may be part of it.'),
    command: textSchema('Program that is the server, in place of an address. It is started when it is first called.'),
    args: {
      type: 'array',
      description: 'Its arguments. Only variables may be part of them.',
      items: { type: ['string', 'number', 'boolean'] },
    },
    env: {
      type: 'object',
      description: 'Environment of the process. Besides these it sees PATH, HOME and the like only.',
      additionalProperties: { type: ['string', 'number', 'boolean', 'null'] },
    },
    cwd: textSchema('Folder in which it runs, relative to the document. Default: the folder of the document.'),
    authentication: {
      title: 'Authentication towards an MCP server',
      type: 'object',
      description: 'How to identify to a server that has an address. Templates see variables only.',
      properties: {
        type: {
          ...textSchema('Kind of credential. Calls with a kind that is not known are refused.'),
          examples: ['bearer', 'basic', 'apikey', 'none'],
        },
        token: textSchema('bearer: the token, such as {{MCP_TOKEN}}.'),
        username: textSchema('basic: the name.'),
        password: textSchema('basic: the password.'),
        key: textSchema('apikey: name of the header or query parameter.'),
        value: textSchema('apikey: the key itself, such as {{MCP_KEY}}.'),
        placement: { ...textSchema('apikey: where it goes.'), enum: ['header', 'query'], default: 'header' },
      },
    },
    inputParameters: inputs('Arguments of every tool; in: header, headers of every request.'),
    timeouts: {
      title: 'MCP timeouts',
      type: 'object',
      description: 'How long to wait, in milliseconds or as 500ms, 30s, 15m.',
      additionalProperties: false,
      properties: {
        connect: { ...durationSchema('For the server to start and to introduce itself.'), default: '30s' },
        idle: { ...durationSchema('For the answer, counted anew when the server reports progress.'), default: '5m' },
        total: { ...durationSchema('For the whole call.'), default: '60m' },
      },
    },
    maxMessageSize: {
      type: ['integer', 'string'],
      description: 'Most bytes of one message of the server, or a text such as 10MiB.',
      default: DEFAULT_MESSAGE_SIZE,
    },
    tools: { type: 'array', description: 'Tools of the server that can be called.', items: tool },
  },
}

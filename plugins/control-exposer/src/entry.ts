import { type JsonObject, type JsonSchema, type NodeEntry, partSchema } from '@naftiko/plugin-api'

/** One entry of `exposes` with `type: control`. It has no namespace of its own in the specification. */
export interface ControlExposesEntry extends NodeEntry {
  readonly port?: number
  readonly address?: string
  /** Checked by the host, before a request comes here. */
  readonly authentication?: JsonObject
  readonly management?: ManagementSettings
  readonly observability?: ObservabilitySettings
}

/** Which groups of addresses are served. */
export interface ManagementSettings {
  /** `/health/live` and `/health/ready`. Default `true`. */
  readonly health?: boolean
  /** `/status` and `/config`. Default `false`. */
  readonly info?: boolean
  readonly reload?: boolean
  /** `POST /config/validate`. Default `false`. */
  readonly validate?: boolean
  readonly logs?: boolean | LogsSettings
  readonly scripting?: JsonObject
}

export interface LogsSettings {
  readonly 'level-control'?: boolean
  /** `/logs/stream`. Default `false`; `logs: true` means it, too. */
  readonly stream?: boolean
  /** Readers of the log at one time. Default 5. */
  readonly 'max-subscribers'?: number
}

export interface ObservabilitySettings {
  /** Default `true`. */
  readonly enabled?: boolean
  readonly metrics?: { readonly local?: { readonly enabled?: boolean } }
  readonly traces?: {
    readonly sampling?: number
    readonly propagation?: 'w3c' | 'b3'
    readonly local?: { readonly enabled?: boolean; readonly 'buffer-size'?: number }
  }
  readonly exporters?: JsonObject
}

const flag = (value: boolean, description: string): JsonSchema => ({ type: 'boolean', default: value, description })
const object = (description: string, properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  description,
  properties,
})

const titled = (title: string, ...rest: Parameters<typeof object>): JsonSchema => ({ title, ...object(...rest) })

const LOGS = titled('Logs', 'Which addresses for logs are served.', {
  'level-control': flag(true, 'Changing what is logged. Not served by this version.'),
  stream: flag(false, 'Serve the log as it is written, at /logs/stream.'),
  'max-subscribers': { type: 'integer', minimum: 1, maximum: 20, default: 5, description: 'Readers of the log at one time.' },
})

const LANGUAGE: JsonSchema = { type: 'string', examples: ['javascript'] }

/** Read by whatever runs scripts; here it is only described. */
const SCRIPTING: JsonSchema = {
  title: 'Scripting',
  type: 'object',
  description: 'Defaults and limits of script steps. They hold for the whole document, and are not served on this port.',
  properties: {
    enabled: flag(true, 'Whether scripts may run.'),
    defaultLocation: {
      type: 'string',
      description: 'Folder of scripts whose steps have no "location".',
      examples: ['file:///./scripts'],
    },
    defaultLanguage: { ...LANGUAGE, description: 'Language of scripts whose steps have no "language".' },
    timeout: { type: 'integer', minimum: 1, default: 60_000, description: 'The longest that one script may run, in milliseconds.' },
    statementLimit: {
      type: 'integer',
      minimum: 1,
      default: 100_000,
      description: 'Most loop rounds and calls of functions of one script.',
    },
    allowedLanguages: { type: 'array', items: LANGUAGE, description: 'Languages that may be used. Default: all that this build runs.' },
  },
}

const MANAGEMENT = titled('Management', 'Which addresses of management are served.', {
  health: flag(true, 'Serve /health/live and /health/ready.'),
  info: flag(false, 'Serve /status and /config.'),
  reload: flag(false, 'Reading the document anew. Not served by this version.'),
  validate: flag(false, 'Serve POST /config/validate: what is wrong with the document as it is now.'),
  logs: { anyOf: [{ type: 'boolean' }, LOGS], default: false, description: 'Serve the log: all of it, or the parts that are named.' },
  scripting: SCRIPTING,
})

const OBSERVABILITY = titled('Observability', 'What is measured, and where it is served.', {
  enabled: flag(true, 'Measure at all.'),
  metrics: object('Counters and durations.', {
    local: object('On this port.', { enabled: flag(true, 'Serve /metrics, as Prometheus reads it.') }),
  }),
  traces: object('What each call was made of.', {
    sampling: { type: 'number', minimum: 0, maximum: 1, default: 1, description: 'Share of calls that are traced.' },
    propagation: { enum: ['w3c', 'b3'], default: 'w3c', description: 'Headers that carry a trace to the upstream.' },
    local: object('On this port.', {
      enabled: flag(true, 'Serve /traces.'),
      'buffer-size': { type: 'integer', minimum: 10, maximum: 10_000, default: 100, description: 'Traces that are kept, the newest ones.' },
    }),
  }),
  exporters: { type: 'object', description: 'Where else to send them. Not done by this version.' },
})

/** Schema of one entry, for validation and for editors. */
export const schema: JsonSchema = titled(
  'Control exposer',
  'A port for operators: health, state, metrics, traces and logs of the capability.',
  {
    type: { const: 'control', description: 'Serve a port for operators.' },
    namespace: { type: 'string', default: 'control', description: 'Name of this port.' },
    description: { type: 'string', description: 'What it is for.' },
    port: { type: 'integer', minimum: 0, maximum: 65_535, description: 'Port to listen on; absent or 0 means a free one.' },
    address: { type: 'string', default: '127.0.0.1', description: 'Address to listen on.' },
    authentication: partSchema('authentication'),
    management: MANAGEMENT,
    observability: OBSERVABILITY,
  },
)

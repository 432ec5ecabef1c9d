import type { JsonSchema } from '@naftiko/plugin-api'

/**
 * The document without the parts that belong to plugins. Entries of `consumes` and `exposes` are only required to be
 * mappings here; each is checked by the schema of the plugin that its `type` names.
 */
export const SKELETON: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    naftiko: { description: 'Version of the specification. Any value is accepted; documents of all versions run.' },
    ikanos: { description: 'The same, as later versions of the specification spell it.' },
    info: {
      type: 'object',
      description: 'What the capability is, for people.',
      additionalProperties: false,
      properties: {
        label: { type: 'string', description: 'Name of the capability.' },
        description: { type: 'string', description: 'What it is good for.' },
        version: { description: 'Version of the capability.' },
        tags: { type: 'array', items: { type: 'string' }, description: 'Words to find it by.' },
        created: { description: 'Date of creation, YYYY-MM-DD.' },
        modified: { description: 'Date of the last change, YYYY-MM-DD.' },
        stakeholders: { type: 'array', items: { type: 'object' }, description: 'People who answer for it.' },
        personas: { description: 'Whom it is for.' },
      },
    },
    capability: {
      type: 'object',
      description: 'What the capability consumes and exposes.',
      additionalProperties: false,
      properties: {
        consumes: { type: 'array', items: { type: 'object' }, description: 'The APIs it calls.' },
        exposes: { type: 'array', items: { type: 'object' }, description: 'How it can be called.' },
        aggregates: { type: 'array', items: { type: 'object' }, description: 'Functions shared by several exposers.' },
        binds: { $ref: '#/$defs/binds' },
      },
    },
    consumes: { type: 'array', items: { type: 'object' }, description: 'The APIs it calls; in a document that others import.' },
    exposes: { type: 'array', items: { type: 'object' }, description: 'How it can be called; in a document that others import.' },
    aggregates: { type: 'array', items: { type: 'object' }, description: 'Functions; in a document that others import.' },
    binds: { $ref: '#/$defs/binds' },
  },
  $defs: {
    binds: {
      type: 'array',
      description: 'Named values from outside, used as {{NAME}}. Without a location they come from the environment.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['keys'],
        properties: {
          namespace: { type: 'string', description: 'Name of this group of values.' },
          description: { type: 'string', description: 'What they are for.' },
          location: { type: 'string', description: 'URI of the source, such as file:///./secrets.yaml; its scheme chooses the binder.' },
          keys: {
            type: 'object',
            description: 'Name used in this document → key asked of the source.',
            additionalProperties: { type: 'string' },
          },
        },
      },
    },
  },
}

import { isObject, type JsonSchema, type JsonValue } from '@naftiko/plugin-api'
import { SECTION_SHAPES, STEP, TYPE_SYNONYMS } from '../document/grammar.ts'
import type { PluginRegistry } from '../plugin/registry.ts'
import { Definitions } from './definitions.ts'
import { AGGREGATE_PART } from './parts/aggregate.ts'
import { AUTHENTICATION_PART } from './parts/authentication.ts'
import { bindsPart } from './parts/binds.ts'
import { IMPORT_PART } from './parts/import.ts'
import { INPUT_PART } from './parts/input.ts'
import { MAPPING_PART } from './parts/mapping.ts'
import { outputPart } from './parts/output.ts'
import { stepPart } from './parts/step.ts'
import { SKELETON } from './skeleton.ts'
import { Widener } from './widen.ts'

/**
 * One schema of the whole document for editors: the skeleton, the fragment of every plugin, and the parts that are the
 * engine's, in both grammars. Branches are chosen by `type`, so that an editor shows and checks only what is meant.
 *
 * It has to be understood by the language server for YAML: branches are `if` and `then`, and a key that is a list in one
 * grammar and a map in the other is one schema with `items` and `additionalProperties`, not a choice of two.
 */
export function composeSchema(registry: PluginRegistry): JsonSchema {
  const composer = new Composer(registry)
  const sections = composer.sections()
  const { $defs: _, properties, ...rest } = SKELETON as { $defs: JsonValue; properties: Record<string, JsonSchema> }
  const info = composer.info(properties['info']!)
  const capability = { ...properties['capability'], title: 'Capability', properties: sections }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Naftiko capability',
    description: 'A document that says which APIs a capability consumes, and how it exposes them.',
    ...rest,
    properties: { ...properties, info, capability, ...sections },
    $defs: composer.definitions.all(),
  }
}

class Composer {
  readonly definitions = new Definitions()
  readonly #registry: PluginRegistry
  readonly #widener: Widener

  constructor(registry: PluginRegistry) {
    this.#registry = registry
    this.#widener = new Widener(this.definitions, (part) => this.#parts()[part]?.())
  }

  info(schema: JsonSchema): JsonSchema {
    return this.#widener.widen({ ...schema, title: 'Info' }, SECTION_SHAPES.info)
  }

  sections(): Record<string, JsonValue> {
    const schemes = this.#registry.types('binder')
    const binds = bindsPart(schemes, this.#define(IMPORT_PART))
    const aggregates: JsonSchema = {
      title: 'Entry of aggregates',
      type: 'object',
      if: { type: 'object', required: ['import'] },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: this.#define(IMPORT_PART),
      else: this.#define(AGGREGATE_PART, SECTION_SHAPES.aggregates),
    }
    const described = SKELETON['properties'] as Record<string, JsonSchema>
    const section = (name: string, items: JsonSchema): JsonSchema => ({
      type: 'array',
      description: DESCRIPTIONS[name] ?? described[name]?.['description'] ?? '',
      items: this.#define(items, undefined),
    })
    return {
      binds: section('binds', this.#bindsEntry(binds)),
      consumes: section('consumes', this.#nodeEntry('consumer', 'consumes')),
      aggregates: section('aggregates', aggregates),
      exposes: section('exposes', this.#nodeEntry('exposer', 'exposes')),
    }
  }

  #bindsEntry(schema: JsonSchema): JsonSchema {
    const binding = schema['else'] as JsonSchema
    return { ...schema, else: this.#define(binding) }
  }

  /** The branch of a plugin is chosen by `type`; an entry that only imports has none. */
  #nodeEntry(kind: 'consumer' | 'exposer', section: 'consumes' | 'exposes'): JsonSchema {
    const plugins = this.#registry.all().filter((plugin) => plugin.kind === kind)
    const words = plugins.flatMap(({ type }) => [type, ...wordsFor(type)])
    const type: JsonSchema = {
      type: 'string',
      enum: words,
      description: 'Chooses the plugin that handles this entry.',
      enumDescriptions: plugins.flatMap(({ type: own, description }) => Array(1 + wordsFor(own).length).fill(description ?? '')),
    }
    const imported = IMPORT_PART['properties'] as JsonSchema
    return {
      title: `Entry of ${section}`,
      type: 'object',
      if: { type: 'object', required: ['type'] },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: {
        properties: { type },
        allOf: plugins.map((plugin) => ({
          if: { type: 'object', required: ['type'], properties: { type: { enum: [plugin.type, ...wordsFor(plugin.type)] } } },
          // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
          then: this.#entryOf(plugin, section, type),
        })),
      },
      else: {
        if: { type: 'object', anyOf: [{ required: ['import'] }, { required: ['location'] }, { required: ['from'] }] },
        // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
        then: this.#define(IMPORT_PART),
        // Somebody has only begun to write: both are offered, and what is missing is the type.
        else: { required: ['type'], properties: { type, import: imported['import']!, location: imported['location']! } },
      },
    }
  }

  #entryOf(plugin: { readonly type: string; readonly schema?: JsonSchema }, section: 'consumes' | 'exposes', type: JsonSchema): JsonSchema {
    const schema = plugin.schema ?? {}
    const properties = { type, ...(isObject(schema['properties']) ? withoutType(schema['properties']) : {}) }
    const shape = SECTION_SHAPES[section](plugin.type)
    return this.#widener.widen({ title: `${section} ${plugin.type}`, ...schema, properties: { ...properties, type } }, shape)
  }

  #define(schema: JsonSchema, shape?: Parameters<Widener['widen']>[1]): JsonSchema {
    return this.#widener.widen(schema, shape)
  }

  /** Made when a schema first asks for one, and once. */
  readonly #made = new Map<string, JsonSchema>()

  #parts(): Readonly<Record<string, () => JsonSchema>> {
    return {
      step: () => this.#part('step', () => stepPart(this.#steps(), (schema) => this.#widener.widen(schema, STEP))),
      output: () => this.#part('output', outputPart),
      mapping: () => this.#define(MAPPING_PART, SECTION_SHAPES.mapping),
      input: () => this.#define(INPUT_PART),
      authentication: () => this.#define(AUTHENTICATION_PART),
    }
  }

  #steps() {
    return this.#registry.all().filter((plugin) => plugin.kind === 'step')
  }

  /** Those that contain themselves. */
  #part(name: string, make: (self: JsonSchema) => JsonSchema): JsonSchema {
    const known = this.#made.get(name)
    if (known !== undefined) return known
    const self = { $ref: `#/$defs/${name}` }
    this.#made.set(name, self)
    return this.definitions.add(name, make(self))
  }
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  binds: 'Named values from outside, used as {{NAME}}: tokens, addresses, whatever differs from machine to machine.',
  consumes: 'The APIs that it calls.',
  exposes: 'How it can be called.',
  aggregates: 'Functions that several exposers share.',
}

function wordsFor(type: string): readonly string[] {
  return Object.entries(TYPE_SYNONYMS).flatMap(([word, { to, loose }]) => (to === type && loose !== true ? [word] : []))
}

function withoutType(properties: JsonSchema): JsonSchema {
  const { type: _, ...others } = properties
  return others
}

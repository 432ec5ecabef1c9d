/**
 * The two grammars of capability documents as one table. Named things come as lists (`- name: x`) or as maps
 * (`x: {}`), and many keys have synonyms; whatever is written, everything after this table sees lists and one name.
 *
 * The table is walked by place, never by key alone, so that data of the user (a request body, a JSON Schema) that
 * happens to contain a member called `tools` stays as it is.
 */
export interface Shape {
  /** Key as written → key that is meant. */
  readonly renames?: Readonly<Record<string, Rename>>
  /** Members of a known shape. */
  readonly members?: Readonly<Record<string, Shape>>
  /** Members that hold a list of things. */
  readonly lists?: Readonly<Record<string, Shape>>
  /** Members that hold named things, as a list or as a map. */
  readonly named?: Readonly<Record<string, Shape>>
  /** Members that hold a map of things, which may also come as a list of named ones. */
  readonly maps?: Readonly<Record<string, Shape>>
  /** Members that are maps of names to names; a list of names alone means each by itself. */
  readonly words?: readonly string[]
  /** Every member, whatever its key, holds named things, as a list or as a map. */
  readonly everyNamed?: Shape
  /** It stands in a list of entries, which may come as a map by namespace, or alone. */
  readonly entry?: true
  /** A value alone in its place is its `value`. */
  readonly valued?: true
  /** The only thing of its kind: a list in its place is a mistake, and not one of several. */
  readonly whole?: true
  /** What some documents write into a thing itself instead of into the only one of its list. */
  readonly folds?: Fold
}

/** Members of a thing in `list` that tell, where they stand one level higher, that the list was left out. */
export interface Fold {
  readonly list: string
  readonly telling: readonly string[]
  /** Members of the thing itself; all others belong to the one in the list. */
  readonly own: readonly string[]
  /** Members that say that there is no such list. */
  readonly instead: readonly string[]
}

export interface Rename {
  readonly to: string
  /** No published grammar knows this spelling: say how it is written properly. */
  readonly loose?: true
}

const LABEL: Readonly<Record<string, Rename>> = { display: { to: 'label' } }

const INPUT: Shape = { valued: true }

/** Outputs nest, so this shape contains itself. */
const OUTPUT: Shape & { maps: Record<string, Shape>; members: Record<string, Shape> } = { valued: true, maps: {}, members: {} }
OUTPUT.maps['properties'] = OUTPUT
OUTPUT.members['items'] = OUTPUT

/** Steps nest: in a group, in the cases of a switch and what is done otherwise, in the branches of what runs side by side. */
export const STEP: Shape & { named: Record<string, Shape> } = { named: { outputParameters: OUTPUT } }
STEP.named['steps'] = STEP
STEP.named['otherwise'] = STEP
const BRANCHES: Shape = { everyNamed: STEP }
Object.assign(STEP, { lists: { cases: { named: { steps: STEP } } satisfies Shape }, members: { branches: BRANCHES } })
const MAPPING: Shape = { renames: { target: { to: 'targetName' } } }

const CALLING: Shape = {
  named: { inputParameters: INPUT, steps: STEP, outputParameters: OUTPUT },
  lists: { mappings: MAPPING },
}

const CONSUMED_OPERATION: Shape = {
  renames: { ...LABEL, id: { to: 'name', loose: true } },
  named: { inputParameters: INPUT, outputParameters: OUTPUT },
}

/** A resource with one operation, whose members it has itself. */
const ONE_OPERATION: Fold = {
  list: 'operations',
  telling: ['method', 'call', 'ref', 'steps', 'with'],
  own: ['name', 'label', 'display', 'path', 'description', 'inputParameters'],
  instead: ['operations', 'forward'],
}

const CONSUMED_RESOURCE: Shape = {
  renames: LABEL,
  folds: ONE_OPERATION,
  named: { inputParameters: INPUT, operations: CONSUMED_OPERATION },
}

const CONSUMES: Shape = {
  entry: true,
  renames: { from: { to: 'location' }, ref: { to: 'location', loose: true }, auth: { to: 'authentication', loose: true } },
  named: { inputParameters: INPUT, resources: CONSUMED_RESOURCE },
}

/** The operations of a consumed MCP server are its tools. */
const CONSUMES_MCP: Shape = {
  ...CONSUMES,
  renames: { ...CONSUMES.renames, operations: { to: 'tools', loose: true }, url: { to: 'baseUri', loose: true } },
  named: { inputParameters: INPUT, tools: CONSUMED_OPERATION },
}

const EXPOSED_OPERATION: Shape = { ...CALLING, renames: { ...LABEL, id: { to: 'name', loose: true } } }

const FORWARD: Shape = {
  renames: { target: { to: 'targetNamespace', loose: true }, namespace: { to: 'targetNamespace', loose: true } },
}

const EXPOSED_RESOURCE: Shape = {
  renames: LABEL,
  folds: ONE_OPERATION,
  members: { forward: FORWARD },
  named: { inputParameters: INPUT, operations: EXPOSED_OPERATION },
}

const TOOL: Shape = { ...CALLING, renames: LABEL }
const MCP_RESOURCE: Shape = { ...CALLING, renames: LABEL }
const PROMPT: Shape = { renames: LABEL, named: { arguments: { renames: LABEL } } }
/** An older spelling, which pages still show. */
const SKILL_TOOL_SOURCE: Shape = { renames: { namespace: { to: 'sourceNamespace', loose: true }, name: { to: 'action', loose: true } } }
const SKILL_TOOL: Shape = { ...CALLING, renames: LABEL, members: { from: SKILL_TOOL_SOURCE } }
const SKILL: Shape = { ...CALLING, renames: LABEL, named: { ...CALLING.named, tools: SKILL_TOOL } }
/** Groups of skills, as some documents write them; and one skill alone. */
const SKILL_GROUP: Shape = { renames: LABEL, named: { skills: SKILL } }

const EXPOSES: Shape = {
  entry: true,
  renames: { from: { to: 'location' }, auth: { to: 'authentication', loose: true } },
  named: { tools: TOOL, prompts: PROMPT, skills: SKILL, groups: SKILL_GROUP },
  members: { skill: SKILL },
}

/** `resources` of an MCP exposer are other things than those of a REST exposer. */
const EXPOSES_REST: Shape = { ...EXPOSES, named: { ...EXPOSES.named, resources: EXPOSED_RESOURCE } }
const EXPOSES_MCP: Shape = { ...EXPOSES, named: { ...EXPOSES.named, resources: MCP_RESOURCE } }

const AGGREGATE: Shape = {
  entry: true,
  renames: { ...LABEL, flows: { to: 'functions' }, from: { to: 'location' } },
  named: { functions: { ...CALLING, renames: LABEL } },
}

const BINDS: Shape = { entry: true, renames: { from: { to: 'location' } }, words: ['keys'] }

const INFO: Shape = { renames: { ...LABEL, title: { to: 'label', loose: true }, name: { to: 'label', loose: true } } }

/** The whole document. */
export const DOCUMENT: Shape = {
  members: {
    info: INFO,
    capability: { whole: true, lists: { consumes: CONSUMES, exposes: EXPOSES, aggregates: AGGREGATE, binds: BINDS } },
  },
  lists: { consumes: CONSUMES, exposes: EXPOSES, aggregates: AGGREGATE, binds: BINDS },
}

/** The shapes of single things, for whoever describes a document rather than reads one. */
export const SECTION_SHAPES: {
  readonly [Name in 'info' | 'binds' | 'aggregates' | 'mapping']: Shape
} & { readonly [Name in 'consumes' | 'exposes']: (type: string) => Shape } = {
  info: INFO,
  binds: BINDS,
  aggregates: AGGREGATE,
  mapping: MAPPING,
  consumes: (type) => shapeFor(CONSUMES, { type }),
  exposes: (type) => shapeFor(EXPOSES, { type }),
}

/** An entry of `consumes` or `exposes` has the shape that its type says. */
export function shapeFor(shape: Shape, value: Readonly<Record<string, unknown>>): Shape {
  if (shape === CONSUMES) return consumesMcp(value) ? CONSUMES_MCP : CONSUMES
  if (shape !== EXPOSES) return shape
  return value['type'] === 'mcp' ? EXPOSES_MCP : EXPOSES_REST
}

/** An entry without a type is taken for what its members say. */
function consumesMcp({ type, command, tools }: Readonly<Record<string, unknown>>): boolean {
  return type === 'mcp' || (type === undefined && (command ?? tools) !== undefined)
}

/** Exposer types that have another name today. */
export const TYPE_SYNONYMS: Readonly<Record<string, Rename>> = { api: { to: 'rest' }, 'agent-skill': { to: 'skill', loose: true } }

/** Types whose entries have no namespace in any grammar, and what they are called. */
export const NAMELESS_TYPES: Readonly<Record<string, string>> = { control: 'control' }

import { parseArgs } from 'node:util'
import { UsageError } from './usage-error.ts'

interface Described {
  readonly about: string
}

/** On or off. */
export interface FlagSpec extends Described {
  readonly kind: 'flag'
}

/** One value; the last one given wins. */
export interface TextSpec extends Described {
  readonly kind: 'text'
  /** What stands for the value in help, such as `<port>`. */
  readonly value: string
  readonly choices?: readonly string[]
  readonly default?: string
}

/** Any number of values. */
export interface ListSpec extends Described {
  readonly kind: 'list'
  readonly value: string
}

export type OptionSpec = FlagSpec | TextSpec | ListSpec
export type OptionSpecs = Readonly<Record<string, OptionSpec>>

type ValueOf<Spec> = Spec extends { readonly kind: 'flag' }
  ? boolean
  : Spec extends { readonly kind: 'list' }
    ? readonly string[]
    : Spec extends { readonly choices: readonly (infer Choice)[]; readonly default: string }
      ? Choice
      : Spec extends { readonly default: string }
        ? string
        : string | undefined

/** The values of options, by their names. */
export type Values<Specs extends OptionSpecs> = { readonly [Name in keyof Specs]: ValueOf<Specs[Name]> }

export interface ParsedArguments<Specs extends OptionSpecs> {
  readonly options: Values<Specs>
  readonly operands: readonly string[]
  readonly help: boolean
}

const HELP: FlagSpec = { kind: 'flag', about: 'show this help' }

/** Finds the name that was probably meant; only asked for when something is wrong. */
export type Suggest = (name: string, names: readonly string[]) => Promise<string | undefined>

/** Reads a command line. Rejects with a `UsageError` for anything that would otherwise be ignored in silence. */
export async function parseArguments<Specs extends OptionSpecs>(
  argv: readonly string[],
  specs: Specs,
  suggest: Suggest = suggestNearest,
): Promise<ParsedArguments<Specs>> {
  const known: OptionSpecs = { ...specs, help: HELP }
  const { tokens } = parseArgs({ args: [...argv], options: toNodeOptions(known), strict: false, allowPositionals: true, tokens: true })
  const given = new Map<string, string[]>()
  const operands: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value)
    if (token.kind !== 'option') continue
    const spec = Object.hasOwn(known, token.name) ? known[token.name] : undefined
    if (spec === undefined) throw await unknownOption(token.rawName, Object.keys(known), suggest)
    given.set(token.name, [...(given.get(token.name) ?? []), await valueOf(token, spec, suggest)])
  }
  const options = Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, collect(spec, given.get(name))]))
  // The table above gives every name a value of the type its spec says.
  return { options: options as Values<Specs>, operands, help: given.has('help') }
}

function toNodeOptions(specs: OptionSpecs): NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']> {
  const options = Object.entries(specs).map(([name, { kind }]) => {
    const type = kind === 'flag' ? ('boolean' as const) : ('string' as const)
    return [name, name === 'help' ? { type, short: 'h' } : { type }] as const
  })
  return Object.fromEntries(options)
}

interface OptionToken {
  readonly rawName: string
  readonly value: string | undefined
  readonly inlineValue: boolean | undefined
}

async function valueOf(token: OptionToken, spec: OptionSpec, suggest: Suggest): Promise<string> {
  const { rawName, value, inlineValue } = token
  if (spec.kind === 'flag') {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value, but was given "${value}"`)
    return ''
  }
  const looksLikeOption = inlineValue !== true && value !== undefined && value.length > 1 && value.startsWith('-')
  if (value === undefined || value === '' || looksLikeOption) throw new UsageError(`${rawName} needs a value: ${rawName} ${spec.value}`)
  if (spec.kind === 'text' && spec.choices !== undefined && !spec.choices.includes(value)) {
    throw new UsageError(`${rawName} cannot be "${value}"; ${await hint(value, spec.choices, suggest)}`)
  }
  return value
}

function collect(spec: OptionSpec, given: readonly string[] | undefined): boolean | string | readonly string[] | undefined {
  if (spec.kind === 'flag') return given !== undefined
  if (spec.kind === 'list') return given ?? []
  return given?.at(-1) ?? spec.default
}

async function unknownOption(rawName: string, names: readonly string[], suggest: Suggest): Promise<UsageError> {
  const meant = await suggest(rawName.replace(/^-+/, ''), names)
  return new UsageError(`there is no option ${rawName}${meant === undefined ? '' : `; did you mean --${meant}?`}`)
}

async function hint(value: string, choices: readonly string[], suggest: Suggest): Promise<string> {
  const meant = await suggest(value, choices)
  const all = `it is one of ${choices.join(', ')}`
  return meant === undefined ? all : `did you mean "${meant}"? ${all}`
}

/** The name that was probably meant. Core is imported only here, because most command lines are right. */
export async function suggestNearest(name: string, names: readonly string[]): Promise<string | undefined> {
  const { nearest } = await import('@naftiko/core')
  return nearest(name, names) ?? names.find((candidate) => letters(candidate) === letters(name))
}

/** In short words two swapped letters are the commonest slip, and too far apart for `nearest`. */
function letters(word: string): string {
  return [...word].toSorted().join('')
}

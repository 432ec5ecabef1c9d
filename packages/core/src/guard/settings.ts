import { type CompileContext, type JsonObject, type JsonValue, pointerTo, type Template } from '@naftiko/plugin-api'

/** The settings of `authentication` in a running host, or while it is compiled, as far as they are constant. */
export interface Settings {
  /** The first of these names that has a value, else an empty text. */
  text(...names: readonly string[]): string
  /** A list, or a text with spaces between its items. */
  list(name: string): readonly string[]
}

/** The settings of one `authentication`, compiled once. Templates in them see variables only. */
export interface CompiledSettings {
  /** Names of the variables in them; without any they are constant. */
  readonly variables: readonly string[]
  readonly names: readonly string[]
  /** Settings of a shape that no scheme reads, or with placeholders that cannot be read. */
  readonly unreadable: readonly string[]
  render(variables: Readonly<Record<string, string>>): Settings
  /** Settings that are written down and have no value for want of a variable, each with the names of its variables. */
  missing(variables: Readonly<Record<string, string>>): ReadonlyMap<string, readonly string[]>
}

export function compileSettings(authentication: JsonObject, context: CompileContext): CompiledSettings {
  const templates = new Map<string, readonly Template[]>()
  const unreadable: string[] = []
  for (const [name, value] of Object.entries(authentication)) {
    if (name === 'type' || value === null) continue
    const texts = compileTexts(value, pointerTo('/authentication', name), context)
    if (texts?.every(isUnderstood) === true) templates.set(name, texts)
    else unreadable.push(name)
  }
  return {
    variables: [...templates.values()].flatMap((texts) => texts.flatMap(variablesIn)),
    names: [...templates.keys()],
    unreadable,
    render: (variables) =>
      settingsOf(new Map([...templates].map(([name, texts]) => [name, texts.map((text) => rendered(text, variables))]))),
    missing: (variables) => missing(templates, variables),
  }
}

function compileTexts(value: JsonValue, at: string, context: CompileContext): readonly Template[] | undefined {
  const items = Array.isArray(value) ? value : [value]
  if (!items.every(isText)) return undefined
  return items.map((item, index) => context.template(String(item), Array.isArray(value) ? pointerTo(at, index) : at))
}

/** A placeholder that cannot be read stays in the text, and would be a credential that everybody can look up. */
function isUnderstood({ text, references }: Template): boolean {
  return text.split('{{').length - 1 === references.length
}

function isText(value: JsonValue): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function rendered(template: Template, variables: Readonly<Record<string, string>>): string {
  return template.render({ input: {}, variables }) ?? ''
}

function settingsOf(values: ReadonlyMap<string, readonly string[]>): Settings {
  const text = (name: string): string => (values.get(name) ?? []).join(' ')
  return {
    text: (...names) => names.map(text).find((value) => !isBlank(value)) ?? '',
    list: (name) =>
      text(name)
        .split(/\s+/)
        .filter((item) => item !== ''),
  }
}

/** A part without a value is as good as none: half a credential must not become the credential. */
function missing(
  templates: ReadonlyMap<string, readonly Template[]>,
  variables: Readonly<Record<string, string>>,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const [name, texts] of templates) {
    const without = texts.filter((text) => text.references.length > 0 && isBlank(rendered(text, variables)))
    const names = without.flatMap(variablesIn)
    if (without.length > 0) found.set(name, names)
  }
  return found
}

function variablesIn({ references }: Template): readonly string[] {
  return references.map(({ name }) => name)
}

function isBlank(text: string): boolean {
  return text.trim() === ''
}

import { isList, isObject, type JsonObject, type JsonValue, pointerTo, type RuleDocument, type RuleEntry } from '@naftiko/plugin-api'

/** A thing of a document, and where it is below its entry. */
export interface Member {
  readonly entry: RuleEntry<JsonObject>
  readonly value: JsonObject
  readonly at: string
}

/** The things of a list of an entry, or of a thing in it. */
export function membersOf({ entry, value, at }: Member, list: string): readonly Member[] {
  const items: JsonValue | undefined = value[list]
  if (!isList(items)) return []
  return items.flatMap((item, index) => (isObject(item) ? [{ entry, value: item, at: pointerTo(at, list, index) }] : []))
}

/** The entries that this file itself has; `type` is that of exposers. */
export function entriesOf(document: RuleDocument, section: 'consumes' | 'exposes' | 'aggregates', type?: string): readonly Member[] {
  const entries: readonly RuleEntry<JsonObject>[] = document[section] as readonly RuleEntry<JsonObject>[]
  return entries
    .filter(({ imported, value }) => !imported && (type === undefined || value['type'] === type))
    .map((entry) => ({ entry, value: entry.value, at: '' }))
}

/** Everything that calls: operations of REST exposers, tools, functions. */
export function callersOf(document: RuleDocument): readonly Member[] {
  return [
    ...entriesOf(document, 'exposes', 'rest')
      .flatMap((rest) => membersOf(rest, 'resources'))
      .flatMap((resource) => membersOf(resource, 'operations')),
    ...entriesOf(document, 'exposes', 'mcp').flatMap((mcp) => membersOf(mcp, 'tools')),
    ...entriesOf(document, 'aggregates').flatMap((aggregate) => membersOf(aggregate, 'functions')),
  ]
}

/** A text that is there; nothing for any other value. */
export function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

/** It has a description, or shows that of what it calls. */
export function isDescribed(document: RuleDocument, value: JsonObject): boolean {
  if (textOf(value['description']) !== undefined) return true
  const target = String(value['ref'] ?? value['call'] ?? '')
  return (
    document.consumes.some((api) =>
      api.operations.some(({ name, description }) => `${api.value.namespace}.${name}` === target && description !== undefined),
    ) ||
    entriesOf(document, 'aggregates').some((aggregate) =>
      membersOf(aggregate, 'functions').some(
        (one) =>
          `${String(aggregate.value['namespace'])}.${String(one.value['name'])}` === target &&
          textOf(one.value['description']) !== undefined,
      ),
    )
  )
}

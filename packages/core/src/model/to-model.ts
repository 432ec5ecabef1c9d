import path from 'node:path'
import type { BindsEntry, JsonObject, JsonValue, NodeEntry, Problem } from '@naftiko/plugin-api'
import { TYPE_SYNONYMS } from '../document/grammar.ts'
import { pointerTo } from '../document/pointer.ts'
import type { CapabilityModel, Entry } from './model.ts'

type Report = (problem: Problem, pointer: string) => void
type Section = 'binds' | 'consumes' | 'exposes' | 'aggregates'

/** Normalised document → model. Sections at the root and under `capability` are one; namespaces that are missing are made up. */
export function toModel(document: JsonObject, file: string, report: Report): CapabilityModel {
  const info = objectAt(document, 'info')
  const description = textAt(info, 'description')
  const consumes = entriesOf(document, 'consumes').map((entry) => nodeEntry(entry, report))
  const exposes = entriesOf(document, 'exposes').map((entry) => nodeEntry(entry, report))
  const aggregates = entriesOf(document, 'aggregates')
  if (consumes.length + exposes.length + aggregates.length === 0) {
    report(
      {
        code: 'NAFTIKO_NOT_A_CAPABILITY',
        message: 'the document declares neither consumes nor exposes',
        hint: 'a capability has a "capability:" section with "consumes" and "exposes"',
      },
      '',
    )
  }
  if (document['naftiko'] === undefined && document['ikanos'] === undefined) {
    report(
      {
        severity: 'warning',
        code: 'NAFTIKO_VERSION_MISSING',
        message: 'the document does not say which version of the specification it follows',
        hint: 'add "naftiko: 1.0.0-alpha2" as the first line',
      },
      '',
    )
  }
  reportTaken(consumes, report)
  reportTaken(exposes, report)
  const model: CapabilityModel = {
    name: textAt(info, 'label') ?? path.basename(file).replace(/\.(ya?ml|json)$/i, ''),
    ...(description === undefined ? {} : { description }),
    binds: entriesOf(document, 'binds').map(bindsEntry),
    consumes,
    exposes,
    aggregates,
  }
  return deepFreeze(model)
}

function entriesOf(document: JsonObject, section: Section): readonly Entry<JsonObject>[] {
  const capability = objectAt(document, 'capability')
  return [...entriesIn(capability?.[section], `/capability/${section}`), ...entriesIn(document[section], `/${section}`)]
}

function entriesIn(list: JsonValue | undefined, base: string): readonly Entry<JsonObject>[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((value: JsonValue, index) => (isObject(value) ? [{ value, pointer: pointerTo(base, index) }] : []))
}

function nodeEntry(entry: Entry<JsonObject>, report: Report): Entry<NodeEntry & JsonObject> {
  const written = typeof entry.value['type'] === 'string' ? entry.value['type'] : ''
  const type = Object.hasOwn(TYPE_SYNONYMS, written) ? TYPE_SYNONYMS[written]! : written
  const given = entry.value['namespace']
  const namespace = given === undefined || given === null || given === '' ? madeUp(type, entry, report) : String(given)
  return { value: { ...entry.value, type, namespace }, pointer: entry.pointer }
}

function madeUp(type: string, entry: Entry<JsonObject>, report: Report): string {
  const namespace = `${type || 'entry'}-${entry.pointer.slice(entry.pointer.lastIndexOf('/') + 1)}`
  report(
    {
      severity: 'warning',
      code: 'NAFTIKO_NAMESPACE_MISSING',
      message: `the entry has no namespace and is called "${namespace}"`,
      hint: 'add "namespace", so that it can be named',
    },
    entry.pointer,
  )
  return namespace
}

function bindsEntry(entry: Entry<JsonObject>): Entry<BindsEntry> {
  const keys = isObject(entry.value['keys']) ? entry.value['keys'] : {}
  const location = textAt(entry.value, 'location')
  return {
    pointer: entry.pointer,
    value: {
      namespace: textAt(entry.value, 'namespace') ?? 'env',
      ...(location === undefined || location === '' ? {} : { location }),
      keys: Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, key === null ? name : String(key)])),
    },
  }
}

function reportTaken(entries: readonly Entry<NodeEntry>[], report: Report): void {
  const seen = new Set<string>()
  for (const { value, pointer } of entries) {
    if (seen.has(value.namespace)) {
      report(
        {
          severity: 'warning',
          code: 'NAFTIKO_NAMESPACE_TAKEN',
          message: `the namespace "${value.namespace}" is already taken in this section; where both could be meant, the first is`,
          hint: 'rename one of the two',
        },
        pointerTo(pointer, 'namespace'),
      )
    }
    seen.add(value.namespace)
  }
}

function objectAt(value: JsonObject | undefined, key: string): JsonObject | undefined {
  const member = value?.[key]
  return isObject(member) ? member : undefined
}

function textAt(value: JsonObject | undefined, key: string): string | undefined {
  const member = value?.[key]
  return typeof member === 'string' || typeof member === 'number' ? String(member) : undefined
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const member of Object.values(value)) deepFreeze(member)
  }
  return value
}

import path from 'node:path'
import { type BindsEntry, isList, isObject, type JsonObject, type NodeEntry, pointerTo } from '@naftiko/plugin-api'
import type { Report } from '../document/document.ts'
import { NAMELESS_TYPES, TYPE_SYNONYMS } from '../document/grammar.ts'
import type { PlacedEntry, ResolvedDocument } from '../document/imports.ts'
import { wrongType } from '../wording.ts'
import { frozen } from './frozen.ts'
import type { CapabilityModel, Entry } from './model.ts'

/** Documents → model. Sections at the root and under `capability` are one; namespaces that are missing are made up. */
export function toModel(resolved: ResolvedDocument, report: Report): CapabilityModel {
  const { main, entries } = resolved
  const document = main.normal.value
  const info = objectAt(document, 'info')
  const description = textAt(info, 'description')
  const consumes = entries.consumes.map((entry) => nodeEntry(entry, 'consumes', report))
  const exposes = entries.exposes.map((entry) => nodeEntry(entry, 'exposes', report))
  const missing = SECTIONS.every((section) => document[section] === undefined && objectAt(document, 'capability')?.[section] === undefined)
  const isNoMap = document['capability'] !== undefined && !isObject(document['capability'])
  if (missing && !isNoMap) {
    const hint = 'a capability has a "capability:" section with "consumes" and "exposes"'
    report({ code: 'NAFTIKO_NOT_A_CAPABILITY', message: 'the document declares neither consumes nor exposes', hint }, '', main)
  }
  const version = document['naftiko'] ?? document['ikanos']
  if (typeof version === 'object' && version !== null) {
    const message = 'the version of the specification is a text, and what stands here is not used'
    const key = document['naftiko'] === undefined ? '/ikanos' : '/naftiko'
    report({ severity: 'warning', code: 'NAFTIKO_WRONG_TYPE', message, hint: 'write "naftiko: 1.0.0-alpha2"', key: true }, key, main)
  }
  if (version === undefined) {
    const message = 'the document does not say which version of the specification it follows'
    report(
      { severity: 'warning', code: 'NAFTIKO_VERSION_MISSING', message, hint: 'add "naftiko: 1.0.0-alpha2" as the first line' },
      '',
      main,
    )
  }
  reportTaken(consumes, report)
  reportTaken(exposes, report)
  const binds = entries.binds.map(bindsEntry)
  for (const entry of [...binds, ...consumes, ...exposes, ...entries.aggregates]) frozen(entry.value)
  const name = textAt(info, 'label') ?? path.basename(main.source.file).replace(/\.(ya?ml|json)$/i, '')
  return {
    document: main,
    documents: resolved.documents,
    name,
    ...(description === undefined ? {} : { description }),
    binds,
    consumes,
    exposes,
    aggregates: entries.aggregates,
    missing: resolved.missing,
  }
}

const SECTIONS = ['consumes', 'exposes', 'aggregates', 'binds'] as const

function nodeEntry(entry: PlacedEntry, section: 'consumes' | 'exposes', report: Report): Entry<NodeEntry & JsonObject> {
  const written = entry.value['type']
  const isWritten = typeof written === 'string' && written !== ''
  const type = isWritten ? meantType(written, entry, report) : impliedType(entry, section, report)
  const given = entry.value['namespace']
  const isWrong = isObject(given) || isList(given)
  if (isWrong)
    report(
      { code: 'NAFTIKO_WRONG_TYPE', ...wrongType('"namespace"', ['string'], given) },
      pointerTo(entry.pointer, 'namespace'),
      entry.document,
    )
  const isMissing = given === undefined || given === null || given === '' || isWrong
  const namespace = isMissing ? madeUp(type, entry, report) : String(given)
  return {
    ...entry,
    value: { ...entry.value, type, namespace },
    ...(isMissing ? { madeUp: true } : {}),
    ...(isWritten ? {} : { implied: true }),
  }
}

function meantType(written: string, entry: PlacedEntry, report: Report): string {
  const synonym = Object.hasOwn(TYPE_SYNONYMS, written) ? TYPE_SYNONYMS[written]! : undefined
  if (synonym?.loose === true) {
    const message = `the type "${written}" was read as "${synonym.to}"`
    const hint = `write "type: ${synonym.to}"`
    report({ severity: 'warning', code: 'NAFTIKO_SYNONYM', message, hint }, pointerTo(entry.pointer, 'type'), entry.document)
  }
  return synonym?.to ?? written
}

/** The member that only entries of one type have, and the type. */
const TELLING: Readonly<Record<'consumes' | 'exposes', readonly (readonly [member: string, type: string])[]>> = {
  consumes: [
    ['command', 'mcp'],
    ['tools', 'mcp'],
    ['baseUri', 'http'],
    ['resources', 'http'],
  ],
  exposes: [
    ['tools', 'mcp'],
    ['skills', 'skill'],
    ['resources', 'rest'],
  ],
}

/** What an entry without a type has says what it is. Where nothing does, validation says that the type is missing. */
function impliedType(entry: PlacedEntry, section: 'consumes' | 'exposes', report: Report): string {
  const type = TELLING[section].find(([member]) => entry.value[member] !== undefined)?.[1]
  if (type === undefined) return ''
  report(
    {
      severity: 'warning',
      code: 'NAFTIKO_TYPE_MISSING',
      message: `the entry has no type, and was taken for "${type}"`,
      hint: `add "type: ${type}"`,
    },
    entry.pointer,
    entry.document,
  )
  return type
}

function madeUp(type: string, entry: PlacedEntry, report: Report): string {
  if (Object.hasOwn(NAMELESS_TYPES, type)) return NAMELESS_TYPES[type]!
  const namespace = `${type || 'entry'}-${entry.pointer.slice(entry.pointer.lastIndexOf('/') + 1)}`
  report(
    {
      severity: 'warning',
      code: 'NAFTIKO_NAMESPACE_MISSING',
      message: `the entry has no namespace and is called "${namespace}"`,
      hint: 'add "namespace", so that it can be named',
    },
    entry.pointer,
    entry.document,
  )
  return namespace
}

function bindsEntry(entry: PlacedEntry): Entry<BindsEntry> {
  const keys = isObject(entry.value['keys']) ? entry.value['keys'] : {}
  const location = textAt(entry.value, 'location')
  return {
    ...entry,
    value: {
      namespace: textAt(entry.value, 'namespace') ?? 'env',
      ...(location === undefined || location === '' ? {} : { location }),
      keys: Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, key === null || key === '' ? name : String(key)])),
    },
  }
}

function reportTaken(entries: readonly Entry<NodeEntry>[], report: Report): void {
  const seen = new Set<string>()
  for (const { value, pointer, document } of entries) {
    if (seen.has(value.namespace) && !Object.hasOwn(NAMELESS_TYPES, value.type)) {
      report(
        {
          severity: 'warning',
          code: 'NAFTIKO_NAMESPACE_TAKEN',
          message: `the namespace "${value.namespace}" is already taken in this section; where both could be meant, the first is`,
          hint: 'rename one of the two',
        },
        pointerTo(pointer, 'namespace'),
        document,
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

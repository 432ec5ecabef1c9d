import path from 'node:path'
import { isObject, type JsonObject, type JsonValue, pointerTo, type Problem } from '@naftiko/plugin-api'
import { nearest } from '../nearest.ts'
import { callsOf, redirected } from './calls.ts'
import { type CapabilityDocument, readDocument } from './document.ts'
import { pathOf } from './location.ts'
import type { Mend } from './mend.ts'
import { readSource } from './source.ts'

/** Sections whose entries may come from other files. */
export type ImportSection = 'consumes' | 'exposes' | 'aggregates' | 'binds'

/** An entry together with the document that it was written in. */
export interface PlacedEntry {
  readonly value: JsonObject
  readonly document: CapabilityDocument
  /** Pointer in that document, normalised. */
  readonly pointer: string
  /** The namespace that its own document gives it, where it was imported under another: its texts still say that. */
  readonly original?: string
}

/** Every entry of a document, those of imported files in the place of what imported them. */
export interface ResolvedDocument {
  readonly main: CapabilityDocument
  /** All documents read, the main one first. */
  readonly documents: readonly CapabilityDocument[]
  readonly entries: Readonly<Record<ImportSection, readonly PlacedEntry[]>>
  /** Namespaces that should have come from elsewhere, and did not. */
  readonly missing: readonly string[]
}

const SECTIONS: readonly ImportSection[] = ['consumes', 'exposes', 'aggregates', 'binds']

/**
 * Follows imports, relative to the file that imports. What cannot be resolved is reported where it is imported and left
 * out: its calls are dead, and the rest of the document runs. Of what was read `before`, everything is as it was then: what was missing stays so.
 */
export async function resolveImports(
  main: CapabilityDocument,
  limit: number,
  mends: readonly Mend[] = [],
  before?: readonly CapabilityDocument[],
): Promise<ResolvedDocument> {
  const importer = new Importer(main, limit, mends, before)
  const entries = { consumes: [], exposes: [], aggregates: [], binds: [] } as Record<ImportSection, PlacedEntry[]>
  for (const section of SECTIONS) entries[section] = await importer.section(main, section, [])
  await importer.bringAlong(entries)
  entries.binds.push(...importer.bindsOfImports())
  return { main, documents: importer.documents, entries, missing: importer.missing }
}

class Importer {
  readonly documents: CapabilityDocument[]
  readonly missing: string[] = []
  readonly #limit: number
  readonly #mends: readonly Mend[]
  readonly #before: readonly CapabilityDocument[] | undefined
  readonly #known = new Map<string, CapabilityDocument>()
  readonly #sections = new Map<string, Promise<readonly PlacedEntry[]>>()

  constructor(main: CapabilityDocument, limit: number, mends: readonly Mend[], before: readonly CapabilityDocument[] | undefined) {
    this.documents = [main]
    this.#limit = limit
    this.#mends = mends
    this.#before = before
  }

  async section(document: CapabilityDocument, section: ImportSection, trail: readonly string[]): Promise<PlacedEntry[]> {
    const placed = await Promise.all(
      entriesOf(document, section).map((entry) =>
        isImport(entry.value, section) ? this.#import(entry, section, trail) : Promise.resolve([entry]),
      ),
    )
    return placed.flat()
  }

  /**
   * Imported functions call what their own document consumes and their own functions. The importing document has not to
   * repeat that; where it has a namespace of that name itself, that is the one that is called.
   */
  async bringAlong(entries: Record<ImportSection, PlacedEntry[]>): Promise<void> {
    const owners = new Map([...entries.consumes, ...entries.aggregates].map((entry) => [String(entry.value['namespace']), entry.document]))
    const waiting = [...entries.aggregates, ...entries.exposes].filter(({ document }) => document !== this.documents[0])
    for (let entry = waiting.shift(); entry !== undefined; entry = waiting.shift()) {
      for (const [section, found] of await this.#needsOf(entry)) {
        const namespace = String(found.value['namespace'])
        const owner = owners.get(namespace)
        if (owner === undefined) {
          owners.set(namespace, found.document)
          entries[section].push(found)
          if (section === 'aggregates') waiting.push(found)
        } else if (owner !== found.document && owner !== this.documents[0]) reportOther(entry, namespace)
      }
    }
  }

  /** The entries of its own document whose namespaces an entry calls. */
  async #needsOf(entry: PlacedEntry): Promise<readonly (readonly ['consumes' | 'aggregates', PlacedEntry])[]> {
    const calls = callsOf(entry.value)
    if (calls.length === 0) return []
    const own = await Promise.all(
      (['consumes', 'aggregates'] as const).map(async (section) =>
        (await this.#own(entry.document, section)).map((one) => [section, one] as const),
      ),
    )
    return own.flat().filter(([, one]) => calls.some((call) => call.startsWith(`${String(one.value['namespace'])}.`)))
  }

  #own(document: CapabilityDocument, section: ImportSection): Promise<readonly PlacedEntry[]> {
    const key = `${section} ${document.source.file}`
    const known = this.#sections.get(key) ?? this.section(document, section, [])
    this.#sections.set(key, known)
    return known
  }

  /** Imported operations need the variables that their own file binds. */
  bindsOfImports(): readonly PlacedEntry[] {
    return this.documents.slice(1).flatMap((document) => entriesOf(document, 'binds').filter((entry) => !isImport(entry.value, 'binds')))
  }

  async #import(entry: PlacedEntry, section: ImportSection, trail: readonly string[]): Promise<readonly PlacedEntry[]> {
    const found = await this.#resolve(entry, section, trail)
    if (found.length === 0) this.missing.push(String(entry.value['as'] ?? entry.value['import'] ?? entry.value['namespace'] ?? '*'))
    return found
  }

  async #resolve(entry: PlacedEntry, section: ImportSection, trail: readonly string[]): Promise<readonly PlacedEntry[]> {
    const { location, namespace } = wanted(entry.value)
    if (/^https?:/i.test(location)) {
      const message = `${location} is in the network, where imports are not fetched from, so what it should bring is missing`
      report(entry, { severity: 'warning', code: 'NAFTIKO_IMPORT_MISSING', message, hint: 'save it as a file beside this document' })
      return []
    }
    const file = path.resolve(entry.document.source.base, pathOf(location))
    if (trail.includes(file)) {
      const chain = [...trail.slice(trail.indexOf(file)), file].map((name) => path.basename(name)).join(' → ')
      report(entry, {
        code: 'NAFTIKO_IMPORT_CYCLE',
        message: `the import goes round in a circle: ${chain}`,
        hint: 'remove one of these imports',
      })
      return []
    }
    const source = await this.#read(file, entry)
    if (source === undefined) return []
    const candidates = await this.section(source, section, [...trail, file])
    if (entry.value['location'] === undefined) reportPath(entry, location)
    const own = entry.value['namespace']
    const found = namespace === undefined ? preferring(own, candidates) : candidates.filter((one) => one.value['namespace'] === namespace)
    const isExplained =
      !source.usable ||
      (candidates.length === 0 &&
        source.reporter.diagnostics.some(({ code }) => code === 'NAFTIKO_IMPORT_CYCLE' || code === 'NAFTIKO_IMPORT_MISSING'))
    if (found.length === 0 && !isExplained) reportNotThere(entry, namespace, candidates, section, location)
    return found.slice(0, 1).map((one) => renamed(one, entry.value['as'] ?? (namespace === undefined ? own : undefined)))
  }

  async #read(file: string, entry: PlacedEntry): Promise<CapabilityDocument | undefined> {
    const known = this.#known.get(file)
    if (known !== undefined) return known
    if (isName(entry.value)) {
      const message = `it is not said which file has "${String(entry.value['import'])}"`
      report(entry, { severity: 'warning', code: 'NAFTIKO_IMPORT_MISSING', message, hint: 'add "location" with the path of that file' })
      return undefined
    }
    const document = await this.#document(file, entry)
    if (document === undefined) return undefined
    this.#known.set(file, document)
    this.documents.push(document)
    return document
  }

  async #document(file: string, entry: PlacedEntry): Promise<CapabilityDocument | undefined> {
    const name = namedLike(file, entry.document)
    if (this.#before !== undefined) return this.#before.find(({ source }) => source.file === name)
    const text = await readSource(file, this.#limit, name)
    if (!('reason' in text)) return readDocument(text, this.#mends)
    report(entry, {
      severity: 'warning',
      code: 'NAFTIKO_IMPORT_MISSING',
      message: `${text.reason}, so what it should bring is missing`,
      hint: 'imports are relative to the file that imports',
    })
    return undefined
  }
}

/** Imported files are named the way their importer was: relative names stay relative. */
function namedLike(file: string, importer: CapabilityDocument): string {
  const { file: own, base } = importer.source
  if (path.isAbsolute(own)) return file
  return path.join(path.dirname(own), path.relative(base, file))
}

function entriesOf(document: CapabilityDocument, section: ImportSection): readonly PlacedEntry[] {
  const root = document.normal.value
  const capability = root['capability']
  const inCapability = isObject(capability) ? place(capability[section], `/capability/${section}`, document) : []
  return [...inCapability, ...place(root[section], `/${section}`, document)]
}

function place(list: JsonValue | undefined, base: string, document: CapabilityDocument): readonly PlacedEntry[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((value: JsonValue, index) => (isObject(value) ? [{ value, document, pointer: pointerTo(base, index) }] : []))
}

/** `binds` have a `location` of their own, so for them only `import` tells. */
function isImport(entry: JsonObject, section: ImportSection): boolean {
  if (typeof entry['import'] === 'string') return true
  return section !== 'binds' && typeof entry['location'] === 'string' && entry['type'] === undefined
}

/** The entries of a document that import; `binds` of other files are used by what these bring along. */
export function importsOf(document: CapabilityDocument): readonly PlacedEntry[] {
  const sections = ['consumes', 'aggregates'] as const
  return sections.flatMap((section) => entriesOf(document, section).filter(({ value }) => isImport(value, section)))
}

/** Without a location, what is imported is the file itself. */
function wanted(entry: JsonObject): { readonly location: string; readonly namespace?: string } {
  const name = entry['import']
  const location = entry['location']
  if (typeof location !== 'string') return { location: String(name) }
  return typeof name === 'string' ? { location, namespace: name } : { location }
}

/** It says what to import, and not from where: a word that is no path. */
function isName(entry: JsonObject): boolean {
  return entry['location'] === undefined && !/[./\\:]/.test(String(entry['import']))
}

/** An import that says no name but has one itself means the entry that is called so, or gives its name to the only one. */
function preferring(namespace: JsonValue | undefined, candidates: readonly PlacedEntry[]): readonly PlacedEntry[] {
  const same = candidates.filter((one) => namespace !== undefined && one.value['namespace'] === namespace)
  return same.length > 0 ? same : candidates
}

function renamed(entry: PlacedEntry, as: JsonValue | undefined): PlacedEntry {
  if (typeof as !== 'string' || as === '') return entry
  const original = entry.original ?? entry.value['namespace']
  if (typeof original !== 'string') return { ...entry, value: { ...entry.value, namespace: as } }
  return { ...entry, value: { ...redirected(entry.value, original, as), namespace: as }, original }
}

function reportOther({ document, pointer }: PlacedEntry, namespace: string): void {
  const problem: Problem = {
    severity: 'warning',
    code: 'NAFTIKO_NAMESPACE_TAKEN',
    message: `what this entry calls "${namespace}" is something else in another imported file, which is the one that is called`,
    hint: 'rename one of the two',
  }
  document.reporter.report(problem, document.normal.origin(pointer))
}

function report(entry: PlacedEntry, problem: Problem, member?: 'import' | 'location'): void {
  const { document, pointer } = entry
  const key = member ?? (entry.value['location'] === undefined ? 'import' : 'location')
  document.reporter.report(problem, document.normal.origin(pointerTo(pointer, key)))
}

function reportPath(entry: PlacedEntry, location: string): void {
  const hint = `write "location: ${location}", and under "import" the namespace that is wanted`
  report(entry, { severity: 'warning', code: 'NAFTIKO_SYNONYM', message: '"import" was read as "location"', hint, key: true })
}

function reportNotThere(
  entry: PlacedEntry,
  namespace: string | undefined,
  candidates: readonly PlacedEntry[],
  section: ImportSection,
  location: string,
): void {
  const names = candidates.map((candidate) => String(candidate.value['namespace']))
  const message =
    namespace === undefined
      ? `${location} has no "${section}" to import`
      : `${location} has no "${section}" entry with the namespace "${namespace}"`
  const meant = namespace === undefined ? undefined : nearest(namespace, names)
  const hint = names.length === 0 ? `write its "${section}" there, or remove the import` : `it has ${names.join(', ')}`
  const problem: Problem = { severity: 'warning', code: 'NAFTIKO_IMPORT_MISSING', message, ...(meant === undefined ? { hint } : { meant }) }
  report(entry, problem, namespace === undefined ? undefined : 'import')
}

import { type CompileContext, NaftikoError, pointerTo } from '@naftiko/plugin-api'
import type { ScriptFile } from '../sandbox/protocol.ts'
import { type Script, titleOf } from '../script.ts'
import { Unusable } from './finding.ts'
import type { ScriptSettings } from './settings.ts'

const code = 'NAFTIKO_SCRIPT_UNREADABLE'

/** A script file, and where the step names it. */
export interface NamedFile extends ScriptFile {
  readonly at: string
}

/** The files of a script in the order in which they run. */
export async function readFiles(
  script: Script,
  main: string,
  settings: ScriptSettings,
  context: Pick<CompileContext, 'read'>,
): Promise<readonly NamedFile[] | Unusable> {
  const location = script.location ?? settings.defaultLocation
  const folder = location === undefined ? withoutLocation(script) : checkFolder(script, location)
  if (folder instanceof Unusable) return folder
  const named = [
    ...script.dependencies.map((name, index) => ({ name, at: pointerTo('/dependencies', index) })),
    { name: main, at: '/file' },
  ]
  const files: NamedFile[] = []
  for (const { name, at } of named) {
    const file = await readOne(script, name, folder, at, context)
    if (file instanceof Unusable) return file
    files.push(file)
  }
  return files
}

function withoutLocation(script: Script): Unusable {
  const hint = 'add "location: file:///./scripts", or "defaultLocation" under management.scripting'
  return new Unusable({ severity: 'warning', code, message: `${titleOf(script)} does not say in which folder it is`, hint })
}

function checkFolder(script: Script, location: string): string | Unusable {
  const scheme = /^([a-z][a-z\d+.-]+):/i.exec(location)?.[1]
  if (scheme === undefined || scheme.toLowerCase() === 'file') return location
  const message = `${titleOf(script)} is at a "${scheme}" location, and scripts are read from files only`
  return new Unusable({ code, message, hint: 'copy it beside the document and write "location: file:///./scripts"', at: '/location' })
}

async function readOne(
  script: Script,
  name: string,
  folder: string,
  at: string,
  context: Pick<CompileContext, 'read'>,
): Promise<NamedFile | Unusable> {
  if (leavesFolder(name)) {
    const message = `${titleOf(script)} wants "${name}", which is outside its folder`
    return new Unusable({ code, message, hint: 'name a file below "location"', at })
  }
  try {
    const bytes = await context.read(name, { within: folder })
    return { name, source: new TextDecoder('utf-8', { fatal: true }).decode(bytes), at }
  } catch (error) {
    const message = `${name === script.file ? '' : `"${name}" of `}${titleOf(script)} cannot be read from ${folder}: ${reasonOf(error)}`
    return new Unusable({ severity: 'warning', code, message, at })
  }
}

function leavesFolder(name: string): boolean {
  return name === '' || name.startsWith('/') || /[\\\0:]/.test(name) || name.split('/').includes('..')
}

/** Errors of the file system carry absolute paths, which are nobody's business at run time. */
function reasonOf(error: unknown): string {
  const known = (error as { readonly code?: unknown }).code
  if (known === 'ENOENT' || known === 'ENOTDIR') return 'there is no such file'
  if (known === 'EISDIR') return 'it is a folder'
  if (known === 'EACCES') return 'its permissions forbid it'
  if (known === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'it is no UTF-8 text'
  if (typeof known === 'string' && !NaftikoError.is(error)) return known
  return error instanceof Error ? error.message : 'nobody says why'
}

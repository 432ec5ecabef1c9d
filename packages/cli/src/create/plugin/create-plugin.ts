import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Io } from '../../io.ts'
import { writeLine } from '../../output.ts'
import { UsageError } from '../../usage-error.ts'
import { writeNewFile } from '../../write/new-file.ts'
import { withQuestions } from '../ask.ts'
import { namesOf } from '../names.ts'
import { kindFiles, KINDS, type PluginKind } from './kinds.ts'
import { packageFiles } from './package-files.ts'

export interface NewPlugin {
  readonly name: string | undefined
  readonly kind: PluginKind
  readonly output: string | undefined
  readonly force: boolean
}

/** Writes a package with one plugin, its tests, and a document that uses it. */
export async function createPlugin(io: Io, wanted: NewPlugin): Promise<void> {
  const name = wanted.name ?? (await withQuestions(io, (ask) => ask({ text: 'Name of the plugin' })))
  if (name === undefined) throw new UsageError('name the plugin: create plugin <name>')
  const names = namesOf(name)
  const folder = wanted.output ?? names.kebab
  const files = { ...packageFiles(names, wanted.kind, await ownVersion()), ...(await kindFiles(wanted.kind, names)) }
  for (const [file, text] of Object.entries(files)) await writeNewFile(io, path.join(folder, file), text, wanted.force)
  await writeLine(io.stdout, folder)
  await writeLine(io.stderr, `wrote ${folder}: ${KINDS[wanted.kind](names)}; next: cd ${folder} && npm install && npm test`)
}

async function ownVersion(): Promise<string> {
  const manifest = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8')) as { readonly version: string }
  return manifest.version
}

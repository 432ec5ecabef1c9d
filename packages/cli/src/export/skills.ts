import { lstat } from 'node:fs/promises'
import path from 'node:path'
import type { Capability } from '@naftiko/core'
import { NaftikoError, type Offer, type OfferedFile } from '@naftiko/plugin-api'
import { type Io, pathFrom } from '../io.ts'
import { writeLine } from '../output.ts'
import { UsageError } from '../usage-error.ts'
import { writeNewFile } from '../write/new-file.ts'

export interface SkillsOptions {
  /** Folder that gets a folder for each skill. */
  readonly out: string | undefined
  readonly exposer: string | undefined
  readonly force: boolean
}

/** Bytes of one file at most: what an exposer serves. */
const LARGEST_FILE = 64 * 1024 ** 2

interface OwnedFile extends OfferedFile {
  readonly offer: Offer
}

/** Writes the skills of a capability as folders in the Agent Skills format. Nothing is written when anything would be lost. */
export async function exportSkills(io: Io, capability: Capability, { out, exposer, force }: SkillsOptions): Promise<void> {
  if (out === undefined) throw new UsageError('say where to: --out <folder>')
  const files = (await Promise.all(offersOf(capability, exposer).map(listOf))).flat()
  checkPaths(files)
  if (!force) await refuseExisting(io, out, files)
  for (const { offer, uri, path: below } of files) {
    const bytes = await offer.read(uri, LARGEST_FILE)
    if (bytes === undefined) throw new NaftikoError('NAFTIKO_OUTPUT_INCOMPLETE', `${below} was there a moment ago and cannot be read now`)
    await writeNewFile(io, path.join(out, below), bytes, force)
  }
  const skills = new Set(files.map((file) => file.path.split('/')[0]!))
  await writeLine(io.stderr, `${skills.size === 1 ? '1 skill' : `${skills.size} skills`} written to ${out}: ${[...skills].join(', ')}`)
}

function offersOf({ exposers }: Capability, wanted: string | undefined): readonly Offer[] {
  const offering = exposers.filter(({ offer }) => offer !== undefined)
  if (offering.length === 0) throw new UsageError('the document exposes no skills, so there is nothing to write')
  const chosen = wanted === undefined ? offering : offering.filter(({ namespace }) => namespace === wanted)
  if (chosen.length === 0)
    throw new UsageError(`no exposer "${wanted!}" has skills; these have: ${offering.map(({ namespace }) => namespace).join(', ')}`)
  return chosen.map(({ offer }) => offer!)
}

async function listOf(offer: Offer): Promise<readonly OwnedFile[]> {
  return (await offer.list()).map((file) => ({ ...file, offer }))
}

/** Nothing is written beside the folder, whoever made the list, and no file over another one. */
function checkPaths(files: readonly OwnedFile[]): void {
  const seen = new Set<string>()
  for (const { path: below } of files) {
    const names = below.split('/')
    if (names.length < 2 || names.some((name) => name === '' || name === '.' || name === '..' || /[\\\p{Cc}]/u.test(name)))
      throw new NaftikoError('NAFTIKO_OUTPUT_PATH', `"${below}" is no path of a file of a skill, so nothing is written`)
    if (seen.has(below))
      throw new NaftikoError(
        'NAFTIKO_OUTPUT_PATH',
        `there are two files ${below}; choose one exposer with --exposer, so nothing is written`,
      )
    seen.add(below)
  }
}

async function refuseExisting(io: Io, out: string, files: readonly OwnedFile[]): Promise<void> {
  for (const { path: below } of files) {
    const file = path.join(out, below)
    if ((await lstat(pathFrom(io, file)).catch(() => undefined)) !== undefined)
      throw new NaftikoError(
        'NAFTIKO_OUTPUT_EXISTS',
        `${file} is there already, so nothing is written; name another folder, or pass --force`,
      )
  }
}

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { findDocuments } from '../documents.ts'
import { type Io, pathFrom } from '../io.ts'
import type { LoadedDocuments } from '../load.ts'

/** Absolute path → digest of the text as it was read; `undefined` where there was nothing to read. */
export type Snapshot = ReadonlyMap<string, string | undefined>

/** Documents and their imports as the engine read them, so that a change in the meantime is noticed too. */
export async function snapshotOf(
  io: Io,
  files: readonly string[],
  loaded: LoadedDocuments,
  envFiles: readonly string[],
): Promise<Snapshot> {
  const snapshot = new Map<string, string | undefined>(files.map((file) => [path.resolve(file), undefined]))
  for (const { sources } of [...loaded.capabilities, ...loaded.failed]) {
    for (const [file, text] of sources) snapshot.set(path.resolve(file), await digestOfShown(file, text))
  }
  return new Map([...snapshot, ...(await Promise.all(envFiles.map((file) => markOf(pathFrom(io, file)))))])
}

/** Whether anything differs from what was read: a text, or which documents a folder has. */
export async function differs(io: Io, operands: readonly string[], snapshot: Snapshot): Promise<boolean> {
  const { files } = await findDocuments(io, operands)
  if (files.some((file) => !snapshot.has(path.resolve(file)))) return true
  const now = await Promise.all([...snapshot.keys()].map(markOf))
  return now.some(([file, digest]) => snapshot.get(file) !== digest)
}

/** The same files as they are now, and documents that have come to a folder since. */
export async function snapshotNow(io: Io, operands: readonly string[], snapshot: Snapshot): Promise<Snapshot> {
  const { files } = await findDocuments(io, operands)
  const all = new Set([...snapshot.keys(), ...files.map((file) => path.resolve(file))])
  return new Map(await Promise.all([...all].map(markOf)))
}

/** Folders in which something would change. */
export function foldersOf(io: Io, operands: readonly string[], snapshot: Snapshot): readonly string[] {
  const operandFolders = operands.map((operand) => path.resolve(pathFrom(io, operand)))
  return [...new Set([...operandFolders, ...[...snapshot.keys()].map((file) => path.dirname(file))])]
}

/** What stands in place of each character of a secret, in texts that are made to be shown. */
const MASK = '•'

/** Of a text in which secrets are masked, the file tells what it was, if that is still the same. */
async function digestOfShown(file: string, shown: string): Promise<string | undefined> {
  if (!shown.includes(MASK)) return digestOf(shown)
  const now = await readFile(file, 'utf8').catch(() => '')
  const isSame = now.length === shown.length && shown.split('').every((unit, index) => unit === MASK || unit === now[index])
  return isSame ? digestOf(now) : undefined
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}

async function markOf(file: string): Promise<readonly [string, string | undefined]> {
  try {
    return [path.resolve(file), digestOf(await readFile(file, 'utf8'))]
  } catch {
    return [path.resolve(file), undefined]
  }
}

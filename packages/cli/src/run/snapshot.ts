import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { findDocuments } from '../documents.ts'
import { type Io, pathFrom } from '../io.ts'
import type { LoadedDocuments } from '../load.ts'

/** Absolute path → text as it was read; `undefined` where there was nothing to read. */
export type Snapshot = ReadonlyMap<string, string | undefined>

/** Documents and their imports as the engine read them, so that a change in the meantime is noticed too. */
export async function snapshotOf(
  io: Io,
  files: readonly string[],
  loaded: LoadedDocuments,
  envFiles: readonly string[],
): Promise<Snapshot> {
  const read = [...loaded.capabilities, ...loaded.failed].flatMap(({ sources }) => [...sources])
  const texts = new Map<string, string | undefined>([...files.map((file) => [file, undefined] as const), ...read])
  const documents = [...texts].map(([file, text]) => [path.resolve(file), text] as const)
  return new Map([...documents, ...(await Promise.all(envFiles.map((file) => textOf(pathFrom(io, file)))))])
}

/** Whether anything differs from what was read: a text, or which documents a folder has. */
export async function differs(io: Io, operands: readonly string[], snapshot: Snapshot): Promise<boolean> {
  const { files } = await findDocuments(io, operands)
  if (files.some((file) => !snapshot.has(path.resolve(file)))) return true
  const now = await Promise.all([...snapshot.keys()].map(textOf))
  return now.some(([file, text]) => snapshot.get(file) !== text)
}

/** The same files as they are now, and documents that have come to a folder since. */
export async function snapshotNow(io: Io, operands: readonly string[], snapshot: Snapshot): Promise<Snapshot> {
  const { files } = await findDocuments(io, operands)
  const all = new Set([...snapshot.keys(), ...files.map((file) => path.resolve(file))])
  return new Map(await Promise.all([...all].map(textOf)))
}

/** Folders in which something would change. */
export function foldersOf(io: Io, operands: readonly string[], snapshot: Snapshot): readonly string[] {
  const operandFolders = operands.map((operand) => path.resolve(pathFrom(io, operand)))
  return [...new Set([...operandFolders, ...[...snapshot.keys()].map((file) => path.dirname(file))])]
}

async function textOf(file: string): Promise<readonly [string, string | undefined]> {
  try {
    return [path.resolve(file), await readFile(file, 'utf8')]
  } catch {
    return [path.resolve(file), undefined]
  }
}

import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Diagnostic } from '@naftiko/core'
import { type Io, pathFrom } from './io.ts'

/** What the operands of a command stand for. */
export interface FoundDocuments {
  /** In the order of the operands; documents of one folder by name. Each file once. */
  readonly files: readonly string[]
  /** Folders in which there is no capability document. */
  readonly empty: readonly Diagnostic[]
}

/**
 * A file that is named is taken as it is, whatever is in it. A folder stands for the capability documents directly in
 * it; other files there, hidden ones and folders are none of our business.
 */
export async function findDocuments(io: Io, operands: readonly string[]): Promise<FoundDocuments> {
  const found = await Promise.all(operands.map((operand) => expand(pathFrom(io, operand))))
  const files = new Map(found.flatMap((one) => one.files).map((file) => [path.resolve(file), file]))
  return { files: [...files.values()], empty: found.flatMap((one) => one.empty) }
}

async function expand(operand: string): Promise<FoundDocuments> {
  if (!(await isFolder(operand))) return { files: [operand], empty: [] }
  const names = (await readdir(operand)).filter((name) => /\.(?:ya?ml|json)$/i.test(name) && !name.startsWith('.')).toSorted()
  const candidates = names.map((name) => path.join(operand, name))
  const declared = await Promise.all(candidates.map(isCapabilityFile))
  const files = candidates.filter((_, index) => declared[index])
  return { files, empty: files.length === 0 ? [emptyFolder(operand)] : [] }
}

async function isFolder(operand: string): Promise<boolean> {
  try {
    return (await stat(operand)).isDirectory()
  } catch {
    // The engine says why it cannot be read, as it does for any file.
    return false
  }
}

async function isCapabilityFile(file: string): Promise<boolean> {
  try {
    return declaresCapability(await readFile(file, 'utf8'), path.extname(file))
  } catch {
    return false
  }
}

const YAML_KEY = /^(?:---\s+)?(?:\{\s*)?["']?(?:naftiko|ikanos|capability)["']?\s*:/m
const FIRST_JSON_KEY = /^\s*\{\s*"(?:naftiko|ikanos|capability)"\s*:/
const KEYS = ['naftiko', 'ikanos', 'capability']

/** Whether a text says of itself that it is a capability document. Broken ones count, so that they are not passed over. */
export function declaresCapability(text: string, extension: string): boolean {
  const content = text.replace(/^\uFEFF/, '')
  if (extension.toLowerCase() !== '.json') return YAML_KEY.test(content)
  try {
    const value: unknown = JSON.parse(content)
    return typeof value === 'object' && value !== null && KEYS.some((key) => Object.hasOwn(value, key))
  } catch {
    return FIRST_JSON_KEY.test(content)
  }
}

function emptyFolder(folder: string): Diagnostic {
  const at = { line: 1, column: 1 }
  return {
    severity: 'error',
    code: 'NAFTIKO_NOT_A_CAPABILITY',
    message: `there is no capability document directly in the folder ${folder}`,
    hint: 'name the file itself, or a folder with .yaml, .yml or .json files that have a "naftiko:" key',
    file: folder,
    ...at,
    end: at,
    pointer: '',
  }
}

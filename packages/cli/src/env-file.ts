import { readFile } from 'node:fs/promises'
import { parseEnv } from 'node:util'
import { type Io, pathFrom } from './io.ts'
import { UsageError } from './usage-error.ts'

/** The real environment above the files; of two files, the later one wins. */
export async function readEnvironment(io: Io, files: readonly string[]): Promise<Readonly<Record<string, string | undefined>>> {
  const parsed = await Promise.all(files.map((file) => readEnvFile(io, file)))
  return Object.assign({}, ...parsed, io.env) as Record<string, string | undefined>
}

async function readEnvFile(io: Io, file: string): Promise<Readonly<Record<string, string | undefined>>> {
  try {
    return parseEnv(await readFile(pathFrom(io, file), 'utf8')) as Record<string, string | undefined>
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const reason = code === 'ENOENT' ? 'there is no such file' : (code ?? 'it cannot be read')
    throw new UsageError(`--env-file ${file}: ${reason}`)
  }
}

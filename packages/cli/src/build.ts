import type { Engine, Logger, Plugin, RuleSeverity } from '@naftiko/core'
import type { Io } from './io.ts'
import { UsageError } from './usage-error.ts'

/** What a build of the command line contains. Your own build calls `main` with other plugins. */
export interface Build {
  /** `env` is where variables come from: the real environment above the given files. */
  plugins(env: Readonly<Record<string, string | undefined>>, wishes?: BuildWishes): Promise<readonly Plugin[]>
}

/** What a command line asks of the plugins of its build. */
export interface BuildWishes {
  /** Exposers of the Model Context Protocol use standard input and output, whatever the document says. */
  readonly stdio?: boolean
  /** REST APIs have a page of documentation, unless the document says otherwise. */
  readonly docs?: boolean
}

/** The plugins of the specification. Imported when a command needs an engine, so that `--version` stays cheap. */
export const standardBuild: Build = {
  plugins: async (env, { stdio = false, docs = false } = {}) =>
    (await import('@naftiko/standard')).standardPlugins({ env, rest: { docs }, ...(stdio ? { mcp: { transport: 'stdio' } } : {}) }),
}

export interface EngineRequest {
  readonly io: Io
  readonly build: Build
  /** Of `--plugin`, as written. */
  readonly plugins: readonly string[]
  /** Default: the real environment. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly log?: Logger
  readonly wishes?: BuildWishes
  /** Of `--rule`: severity by code. */
  readonly rules?: Readonly<Record<string, RuleSeverity>>
}

/** An engine with the plugins of the build and those of the command line. */
export async function openEngine(request: EngineRequest): Promise<Engine> {
  const { io, build, log } = request
  const { createEngine, loadPlugins } = await import('@naftiko/core')
  const [built, named] = await Promise.all([build.plugins(request.env ?? io.env, request.wishes), loadPlugins(request.plugins, io.cwd)])
  const { rules = {} } = request
  try {
    return createEngine({ plugins: [...built, ...named], rules, ...(log === undefined ? {} : { log }) })
  } catch (error) {
    const isRule = error instanceof Error && 'code' in error && error.code === 'NAFTIKO_RULE_SETTING'
    throw isRule ? new UsageError(error.message.replace(/^rules/, '--rule')) : error
  }
}

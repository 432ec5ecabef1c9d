import { mkdtemp, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { JsonObject, JsonValue, LinkContext, Problem, StepContext, StepNode } from '@naftiko/plugin-api'
import { type CapturedLog, capturedLog } from '@naftiko/testing'
import { afterEach } from 'vitest'
import { scriptStep, type ScriptStepEntry, type ScriptStepOptions } from '../src/index.ts'

/** A compiled script step, in the hands of a test. */
export interface TestStep {
  readonly node: StepNode
  readonly problems: readonly Problem[]
  readonly log: CapturedLog
  run(context?: Partial<StepContext>): Promise<JsonValue | undefined>
}

export interface StepFiles {
  /** File name → text. The main script is `main.js`. */
  readonly files: Readonly<Record<string, string>>
  readonly step?: JsonObject
  readonly management?: JsonObject
  readonly options?: ScriptStepOptions
}

const folders: string[] = []
const nodes: StepNode[] = []

afterEach(async () => {
  await Promise.all(nodes.splice(0).map((node) => node.stop?.({ signal: AbortSignal.abort() })))
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })))
})

/** A folder with the given files, removed after the test. */
export async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'script-step-')))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true })
    await writeFile(path.join(folder, name), text)
  }
  return folder
}

/** Compiles a step whose scripts are the given files. */
export async function stepOf({ files, step, management, options }: StepFiles): Promise<TestStep> {
  const folder = await folderWith(files)
  return compileIn(
    folder,
    { type: 'script', name: 'join', language: 'javascript', location: folder, file: 'main.js', ...step },
    management,
    options,
  )
}

/** The surroundings of a step in a document that is in `folder`: what scripts may ask for, and nothing else. */
export function contextIn(folder: string, management?: JsonObject): { context: LinkContext; problems: Problem[]; log: CapturedLog } {
  const problems: Problem[] = []
  const log = capturedLog()
  const context: Partial<LinkContext> = {
    log,
    ...(management === undefined ? {} : { management }),
    report: (problem) => void problems.push(problem),
    read: (location, read = {}) => readFile(path.resolve(folder, read.within ?? '', location)),
  }
  return { context: context as LinkContext, problems, log }
}

/** Compiles a step of a document that is in `folder`. */
export async function compileIn(folder: string, step: JsonObject, management?: JsonObject, options?: ScriptStepOptions): Promise<TestStep> {
  const { context, problems, log } = contextIn(folder, management)
  const node = await scriptStep(options).compile(step as ScriptStepEntry, context)
  nodes.push(node)
  const run = (given?: Partial<StepContext>) => node({ input: {}, results: {}, signal: new AbortController().signal, ...given })
  return { node, problems, log, run }
}

/** What a script makes of the given context. */
export async function resultOf(
  source: string,
  context: Partial<StepContext> = {},
  options?: ScriptStepOptions,
): Promise<JsonValue | undefined> {
  const { run } = await stepOf({ files: { 'main.js': source }, ...(options === undefined ? {} : { options }) })
  return run(context)
}

import { mkdtemp, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { CompiledStep, JsonObject, JsonValue, Problem, StepCompileContext, StepContext } from '@naftiko/plugin-api'
import { type CapturedLog, capturedLog } from '@naftiko/testing'
import { afterEach } from 'vitest'
import { scriptStep, type ScriptStepEntry, type ScriptStepOptions } from '../src/index.ts'

/** A compiled script step, in the hands of a test. */
export interface TestStep {
  readonly node: CompiledStep
  readonly problems: readonly Problem[]
  readonly log: CapturedLog
  run(given?: Given): Promise<JsonValue>
}

/** What a test gives a run. `with` stands for the values that the step's own `with` came to. */
export interface Given {
  readonly input?: JsonObject
  readonly results?: JsonObject
  readonly with?: JsonObject
  readonly signal?: AbortSignal
}

export interface StepFiles {
  /** File name → text. The main script is `main.js`. */
  readonly files: Readonly<Record<string, string>>
  readonly step?: JsonObject
  readonly management?: JsonObject
  readonly options?: ScriptStepOptions
}

const folders: string[] = []
const nodes: CompiledStep[] = []

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
export function contextIn(folder: string, management?: JsonObject): { context: StepCompileContext; problems: Problem[]; log: CapturedLog } {
  const problems: Problem[] = []
  const log = capturedLog()
  const context: Partial<StepCompileContext> = {
    log,
    ...(management === undefined ? {} : { management }),
    report: (problem) => void problems.push(problem),
    value: (value) => () => value,
    read: (location, read = {}) => readFile(path.resolve(folder, read.within ?? '', location)),
  }
  return { context: context as StepCompileContext, problems, log }
}

/** Compiles a step of a document that is in `folder`, with everything that there is to read. */
export async function compileIn(folder: string, step: JsonObject, management?: JsonObject, options?: ScriptStepOptions): Promise<TestStep> {
  const { context, problems, log } = contextIn(folder, management)
  const node = (await scriptStep(options).compile(step as ScriptStepEntry, context)) as CompiledStep
  nodes.push(node)
  await node.ready
  return { node, problems, log, run: async (given = {}) => node.run(stepContext(given)) }
}

export function stepContext({ input = {}, results = {}, signal = new AbortController().signal }: Given): StepContext {
  return { input, results, values: { ...input, ...results }, signal, trace: { traceparent: '' } }
}

/** What a script makes of what it is given. */
export async function resultOf(source: string, given: Given = {}, options: ScriptStepOptions = {}): Promise<JsonValue> {
  const step = given.with === undefined ? {} : { with: given.with }
  const { run } = await stepOf({ files: { 'main.js': source }, step, options })
  return run(given)
}

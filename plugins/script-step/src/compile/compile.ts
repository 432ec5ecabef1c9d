import { type CompiledStep, isObject, type StepCompileContext, type StepEntry } from '@naftiko/plugin-api'
import type { ScriptStepOptions } from '../options.ts'
import { runnerOf } from '../run/runner.ts'
import type { ScriptFile } from '../sandbox/protocol.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { type Script, scriptOf, titleOf } from '../script.ts'
import { Unusable } from './finding.ts'
import { checkLanguage } from './language.ts'
import { type NamedFile, readFiles } from './read-files.ts'
import { type ScriptSettings, settingsOf } from './settings.ts'

/** What compiling a script needs beside the step and its surroundings. */
export interface ScriptParts {
  readonly options: ScriptStepOptions
  readonly sandbox: Sandbox
}

/**
 * A script changes nothing outside, so it is safe; it sees everything, so all that stands before it comes first. Its files
 * are read while the rest of the document is compiled.
 */
export function compileScript(step: StepEntry, context: StepCompileContext, { options, sandbox }: ScriptParts): CompiledStep {
  const script = scriptOf(step)
  const settings = settingsOf(context.management, options)
  const files = prepare(script, settings, context, sandbox)
  const values = isObject(step['with']) ? context.value(step['with'], '/with') : undefined
  return {
    safe: true,
    ready: files.then(() => {}),
    ...runnerOf({ script, settings, files, options, sandbox, log: context.log, ...(values === undefined ? {} : { values }) }),
  }
}

/** Reads and checks the files of a script. What cannot run is reported, and said again by every run. */
async function prepare(
  script: Script,
  settings: ScriptSettings,
  context: StepCompileContext,
  sandbox: Sandbox,
): Promise<readonly ScriptFile[] | Unusable> {
  // The schema reports that it is missing.
  if (script.file === undefined || script.file === '')
    return new Unusable({ code: 'NAFTIKO_MISSING_KEY', message: 'the step names no file' })
  const files = checkLanguage(script, settings, context.report) ?? (await readFiles(script, script.file, settings, context))
  const trouble = files instanceof Unusable ? files : await syntaxTrouble(script, files, sandbox)
  if (trouble !== undefined) {
    context.report(trouble.problem)
    return trouble
  }
  const readable = files as readonly NamedFile[]
  if (!readable.some(({ source }) => /\bresult\b/.test(source))) context.report(withoutResult(script))
  return readable.map(({ name, source }) => ({ name, source }))
}

async function syntaxTrouble(script: Script, files: readonly NamedFile[], sandbox: Sandbox): Promise<Unusable | undefined> {
  const faults = await sandbox.check(files)
  const index = faults.findIndex((fault) => fault !== undefined)
  const fault = faults[index]
  const file = files[index]
  if (fault === undefined || file === undefined) return undefined
  const place = fault.column === undefined ? `line ${fault.line}` : `line ${fault.line}, column ${fault.column}`
  const message = `${titleOf(script)} cannot be parsed: ${file.name}, ${place}: ${fault.message}`
  return new Unusable({ code: 'NAFTIKO_SCRIPT_SYNTAX', message, hint: hintFor(file), at: file.at })
}

function hintFor({ source }: NamedFile): string {
  return /^\s*(?:import|export)\b/m.test(source)
    ? 'a script is no module: name what it needs in "dependencies" instead of importing it, and export nothing'
    : 'mend the script'
}

function withoutResult(script: Script): { severity: 'warning'; code: string; message: string; hint: string; at: string } {
  const message = `${titleOf(script)} never assigns "result", so the result of its step is null`
  return { severity: 'warning', code: 'NAFTIKO_SCRIPT_RESULT', message, hint: 'end it with "result = …"', at: '/file' }
}

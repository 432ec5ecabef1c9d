import type { CompileContext, JsonObject, StepNode } from '@naftiko/plugin-api'
import type { ScriptStepOptions } from '../options.ts'
import { scriptStepNode, unusableNode } from '../run/step-node.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { type Script, scriptOf, titleOf } from '../script.ts'
import { Unusable } from './finding.ts'
import { checkLanguage } from './language.ts'
import { type NamedFile, readFiles } from './read-files.ts'
import { settingsOf } from './settings.ts'

/** What compiling a script needs beside the step and its surroundings. */
export interface ScriptParts {
  readonly options: ScriptStepOptions
  readonly sandbox: Sandbox
}

/** Reads and checks the files of a script. What cannot run is reported, and still gives a step, which says so when it is run. */
export async function compileScript(step: JsonObject, context: CompileContext, { options, sandbox }: ScriptParts): Promise<StepNode> {
  const script = scriptOf(step)
  const settings = settingsOf(context.management, options)
  const files = checkLanguage(script, settings, context.report) ?? (await readFiles(script, settings, context))
  const trouble = files instanceof Unusable ? files : await syntaxTrouble(script, files, sandbox)
  if (trouble !== undefined) {
    context.report(trouble.problem)
    return unusableNode(trouble.sentence)
  }
  const readable = files as readonly NamedFile[]
  if (!readable.some(({ source }) => /\bresult\b/.test(source))) context.report(withoutResult(script))
  return scriptStepNode({
    script,
    settings,
    files: readable.map(({ name, source }) => ({ name, source })),
    options,
    sandbox,
    log: context.log,
  })
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
  const message = `${titleOf(script)} never assigns "result", so its step has no result`
  return { severity: 'warning', code: 'NAFTIKO_SCRIPT_RESULT', message, hint: 'end it with "result = …"', at: '/file' }
}

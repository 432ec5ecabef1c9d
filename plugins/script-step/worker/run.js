import { Scope } from 'quickjs-emscripten-core'
import { budget } from './budget.js'
import { consoleWriter } from './console.js'
import { Escaped, failureOfCrash, failureOfError } from './failure.js'
import { openPrelude } from './prelude.js'
import { readResult } from './result.js'
import { settled } from './settled.js'
import { unwrap } from './unwrap.js'

/** @import { QuickJSContext, QuickJSWASMModule } from 'quickjs-emscripten-core' */
/** @import { Failure, SandboxAnswer, SandboxJob, SandboxMessage, ScriptFile } from '../src/sandbox/protocol.ts' */
/** @import { Prelude } from './prelude.js' */

/**
 * Runs the files of a job in an interpreter of their own, which is gone afterwards. Never throws.
 *
 * @param {QuickJSWASMModule} quickjs
 * @param {SandboxJob} job
 * @param {(message: SandboxMessage) => void} send
 * @returns {SandboxAnswer}
 */
export function runScripts(quickjs, job, send) {
  /** @type {SandboxAnswer | undefined} */
  let answer
  try {
    Scope.withScope((scope) => {
      answer = answerOf(scope, quickjs, job, send)
    })
  } catch (error) {
    // The interpreter itself gave up: its own stack overran, or it found itself inconsistent while it was taken down.
    return { kind: 'answer', ...(answer ?? { failure: failureOfCrash(error) }), broken: true }
  }
  return /** @type {SandboxAnswer} */ (/** @type {unknown} */ (answer))
}

/**
 * @param {Scope} scope
 * @param {QuickJSWASMModule} quickjs
 * @param {SandboxJob} job
 * @param {(message: SandboxMessage) => void} send
 * @returns {SandboxAnswer}
 */
function answerOf(scope, quickjs, job, send) {
  const { limits } = job
  const runtime = scope.manage(quickjs.newRuntime())
  runtime.setMemoryLimit(limits.memoryBytes)
  runtime.setMaxStackSize(limits.stackBytes)
  const context = scope.manage(runtime.newContext())
  const prelude = openPrelude(scope, context, consoleWriter(limits.consoleCharacters, send))
  const spent = budget(runtime, limits.statements)
  const answer = outcomeOf(scope, context, prelude, job)
  // Where the interruption hit a promise or a getter of an error, nobody was told of it.
  return { kind: 'answer', ...(spent.exhausted ? { failure: { reason: 'statements' } } : answer) }
}

/**
 * @param {Scope} scope
 * @param {QuickJSContext} context
 * @param {Prelude} prelude
 * @param {SandboxJob} job
 * @returns {{ json?: string, failure?: Failure }}
 */
function outcomeOf(scope, context, prelude, { globals, files, limits }) {
  try {
    for (const [name, json] of Object.entries(globals)) prelude.define(name, json)
    const finished = evaluate(scope, context, files)
    return readResult(scope, context, prelude, finished, limits.outputBytes)
  } catch (error) {
    if (!(error instanceof Escaped)) throw error
    // Whoever ran out of memory needs a little more to say so.
    context.runtime.setMemoryLimit(limits.memoryBytes + 1024 * 1024)
    return { failure: failureOfError(prelude.describe(error.handle), error.doing, files) }
  }
}

/**
 * The files, one after the other, and whatever promises they left to be carried on.
 *
 * @param {Scope} scope
 * @param {QuickJSContext} context
 * @param {readonly ScriptFile[]} files
 * @returns {boolean} whether the main script is done, which it is not when its last statement is a promise that nothing settles
 */
function evaluate(scope, context, files) {
  let finished = true
  for (const { name, source } of files) {
    const completion = unwrap(scope, context.evalCode(source, name, { type: 'global' }))
    unwrap(scope, context.runtime.executePendingJobs())
    finished = settled(scope, context, completion) !== undefined
  }
  return finished
}

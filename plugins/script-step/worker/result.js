import { settled } from './settled.js'
import { unwrap } from './unwrap.js'

/** @import { QuickJSContext, Scope } from 'quickjs-emscripten-core' */
/** @import { Failure } from '../src/sandbox/protocol.ts' */
/** @import { Prelude } from './prelude.js' */

/** Works for an assignment to the global as well as for a `const` of the script. */
const READ = `typeof result === 'undefined' ? undefined : result`

/**
 * What the script left in `result`, as JSON.
 *
 * @param {Scope} scope
 * @param {QuickJSContext} context
 * @param {Prelude} prelude
 * @param {boolean} finished
 * @param {number} limit bytes
 * @returns {{ json?: string, failure?: Failure }}
 */
export function readResult(scope, context, prelude, finished, limit) {
  const left = settled(scope, context, unwrap(scope, context.evalCode(READ, '<result>', { type: 'global' })))
  if (left === undefined) return pending
  const type = context.typeof(left)
  if (type === 'undefined') return finished ? {} : pending
  const text = prelude.serialise(left)
  if (context.typeof(text) !== 'string') return failed(`its result is a ${type}, which is no value that JSON could carry`)
  if (context.getNumber(scope.manage(context.getProp(text, 'length'))) > limit) return tooLarge
  const json = context.getString(text)
  return Buffer.byteLength(json) > limit ? tooLarge : { json }
}

/**
 * @param {string} message
 * @returns {{ failure: Failure }}
 */
function failed(message) {
  return { failure: { reason: 'result', message } }
}

const pending = failed('it waits for a promise that nothing settles: a script has no timers and no input or output to wait for')
/** @type {{ failure: Failure }} */
const tooLarge = { failure: { reason: 'output' } }

import { Escaped } from './failure.js'

/** @import { QuickJSContext, QuickJSHandle, Scope } from 'quickjs-emscripten-core' */

/**
 * The value itself, or what a promise came to; `undefined` when nothing will ever settle it. Throws what it was rejected with.
 *
 * @param {Scope} scope
 * @param {QuickJSContext} context
 * @param {QuickJSHandle} value
 * @returns {QuickJSHandle | undefined}
 */
export function settled(scope, context, value) {
  const state = context.getPromiseState(value)
  if (state.type === 'pending') return undefined
  if (state.type === 'rejected') throw new Escaped(scope.manage(state.error))
  return state.notAPromise ? value : scope.manage(state.value)
}

import { Escaped } from './failure.js'

/** @import { QuickJSHandle, Scope } from 'quickjs-emscripten-core' */

/**
 * The value of something that the interpreter did, or an `Escaped` with what was thrown.
 *
 * @template {QuickJSHandle | number} Value
 * @param {Scope} scope takes care of the handle
 * @param {{ value: Value, error?: undefined } | { error: QuickJSHandle }} outcome
 * @param {string} [doing] what went on, for the message
 * @returns {Value}
 */
export function unwrap(scope, outcome, doing) {
  if (outcome.error !== undefined) throw new Escaped(scope.manage(outcome.error), doing)
  const { value } = outcome
  if (typeof value === 'object') scope.manage(value)
  return value
}

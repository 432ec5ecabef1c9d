import { unwrap } from './unwrap.js'

/** @import { QuickJSContext, QuickJSHandle, Scope } from 'quickjs-emscripten-core' */

/**
 * @typedef {{ readonly message: string, readonly stack: string }} Described
 *
 * @typedef {object} Prelude
 * @property {(name: string, json: string) => void} define makes a global of a value
 * @property {(value: QuickJSHandle) => QuickJSHandle} serialise JSON text of a value, or undefined where it has none
 * @property {(error: QuickJSHandle) => Described} describe says what was thrown
 */

/** Longest text of an error, and of its stack. */
const MESSAGE = 2000
const STACK = 20_000

/**
 * What the interpreter runs before any script: it gives scripts a console, and keeps the functions of the language that
 * are needed afterwards, so that no script can put others in their place.
 */
const SOURCE = `(function (print) {
  'use strict'
  const { parse, stringify } = JSON
  const { defineProperty } = Object
  const text = String
  const isError = (value) => value instanceof Error
  const describeError = (error) => text(error.name) + ': ' + text(error.message)
  const show = (value) => {
    if (typeof value === 'string') return value
    if (isError(value)) return describeError(value)
    try {
      const json = typeof value === 'bigint' ? undefined : stringify(value)
      return json === undefined ? text(value) : json
    } catch {
      return text(value)
    }
  }
  const write = (level) => (...values) => {
    let line = ''
    for (let index = 0; index < values.length; index++) line += (index === 0 ? '' : ' ') + show(values[index])
    print(level, line)
  }
  const hidden = (target, name, value) => defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false })
  const console = {}
  for (const level of ['log', 'debug', 'info', 'warn', 'error', 'trace']) console[level] = write(level)
  hidden(globalThis, 'console', console)
  hidden(globalThis, 'result', undefined)
  hidden(BigInt.prototype, 'toJSON', function () {
    const value = BigInt(this)
    return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : text(value)
  })
  return {
    define: (name, json) => hidden(globalThis, name, parse(json)),
    serialise: (value) => stringify(value),
    describe: (error) => stringify({
      message: (isError(error) ? describeError(error) : 'it threw ' + show(error)).slice(0, ${MESSAGE}),
      stack: isError(error) ? text(error.stack).slice(0, ${STACK}) : '',
    }),
  }
})`

/**
 * @param {Scope} scope
 * @param {QuickJSContext} context
 * @param {(level: string, text: string) => void} write
 * @returns {Prelude}
 */
export function openPrelude(scope, context, write) {
  const print = scope.manage(context.newFunction('print', (level, line) => write(context.getString(level), context.getString(line))))
  const open = unwrap(scope, context.evalCode(SOURCE, '<prelude>', { type: 'global' }))
  const functions = unwrap(scope, context.callFunction(open, context.undefined, print))
  /** @param {string} name */
  const member = (name) => scope.manage(context.getProp(functions, name))
  const [define, serialise, describe] = [member('define'), member('serialise'), member('describe')]
  return {
    define(name, json) {
      const parts = [name, json].map((part) => scope.manage(context.newString(part)))
      unwrap(scope, context.callFunction(define, context.undefined, ...parts))
    },
    serialise: (value) => unwrap(scope, context.callFunction(serialise, context.undefined, value), 'its result cannot become JSON: '),
    describe(error) {
      const outcome = context.callFunction(describe, context.undefined, error)
      if (outcome.error !== undefined) {
        outcome.error.dispose()
        return { message: 'it threw something that cannot be described', stack: '' }
      }
      return JSON.parse(context.getString(scope.manage(outcome.value)))
    },
  }
}

import { describe, expect, it } from 'vitest'
import { resultOf } from './step.ts'

describe('a script reaches nothing of the host', () => {
  const absent = [
    'require',
    'process',
    'module',
    'exports',
    '__dirname',
    '__filename',
    'Buffer',
    'global',
    'fetch',
    'XMLHttpRequest',
    'WebSocket',
    'Worker',
    'setTimeout',
    'setInterval',
    'setImmediate',
    'queueMicrotask',
    'structuredClone',
    'navigator',
    'performance',
    'WebAssembly',
    'postMessage',
    'std',
    'os',
    'print',
    'scriptArgs',
    'self',
    'window',
    'importScripts',
    'parentPort',
    'workerData',
  ]

  it('by name', async () => {
    const source = `result = ${JSON.stringify(absent)}.filter((name) => name in globalThis || (() => { try { return eval('typeof ' + name) !== 'undefined' } catch { return true } })())`
    expect(await resultOf(source)).toEqual([])
  })

  it('other than the globals it is given', async () => {
    const source = 'result = Object.getOwnPropertyNames(globalThis)'
    const names = (await resultOf(source)) as string[]
    expect(names.filter((name) => /^[a-z]/.test(name)).toSorted()).toEqual(
      [
        'parseInt',
        'parseFloat',
        'isNaN',
        'isFinite',
        'decodeURI',
        'decodeURIComponent',
        'encodeURI',
        'encodeURIComponent',
        'escape',
        'unescape',
        'undefined',
        'eval',
        'globalThis',
        'console',
        'result',
        'input',
        'context',
      ].toSorted(),
    )
  })

  it.each([
    ['through the constructor of a value', 'context.constructor.constructor("return typeof process")()'],
    ['through the constructor of a nested value', 'context.list.constructor.constructor("return typeof process")()'],
    ['through the console', 'console.log.constructor("return typeof process")()'],
    ['through an error', '(() => { try { null.x } catch (error) { return error.constructor.constructor("return typeof process")() } })()'],
    [
      'through the stack of an error',
      '(() => { Error.prepareStackTrace = (_, frames) => frames; const { stack } = new Error(); return typeof stack?.[0]?.getThis?.()?.process })()',
    ],
    ['through an asynchronous function', 'Object.getPrototypeOf(async () => {}).constructor("return typeof process")()'],
    ['through a generator', 'Object.getPrototypeOf(function* () {}).constructor("return typeof process")().next().value'],
    ['through eval', '(0, eval)("typeof process")'],
    ['through its own this', '(function () { return typeof this.process })()'],
    ['through a proxy', 'new Proxy(function () {}, { apply: (target, self) => typeof self?.process })()'],
  ])('%s', async (_, expression) => {
    expect(await resultOf(`result = ${expression}`, { input: { list: [1] } })).toBe('undefined')
  })

  it.each(['node:fs', 'fs', 'node:child_process', 'node:net', './main.js', 'file:///etc/passwd', 'https://example.com/x.js', 'std', 'os'])(
    'by importing %s',
    async (name) => {
      await expect(resultOf(`result = import(${JSON.stringify(name)}).then((loaded) => Object.keys(loaded))`)).rejects.toThrow(
        'could not load module',
      )
    },
  )

  it('by what it puts on prototypes', async () => {
    const source = `
      Object.prototype.polluted = Array.prototype.polluted = 'yes'
      Object.prototype.toJSON = function () { return { forged: true } }
      result = { a: 1 }`
    expect(await resultOf(source)).toEqual({ forged: true })
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })
})

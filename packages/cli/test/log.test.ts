import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { jsonFormat } from '../src/log/json.ts'
import { LOG_LEVELS, type LogLevel } from '../src/log/level.ts'
import { createLogger, type LogFormat } from '../src/log/logger.ts'
import { prettyFormat } from '../src/log/pretty.ts'
import { paintFor } from '../src/report/colour.ts'

const paint = paintFor(process.stdout, { NO_COLOR: '1' })

function logged(format: LogFormat, level: LogLevel, use: (log: ReturnType<typeof createLogger>) => void): string {
  const output = new PassThrough()
  use(createLogger({ level, format, output }))
  return (output.read() as Buffer | null)?.toString() ?? ''
}

describe('a logger', () => {
  it.each(LOG_LEVELS.map((level, index) => [level, LOG_LEVELS.slice(1, index + 1)] as const))(
    'at level %s writes %j',
    (level, expected) => {
      const text = logged(jsonFormat, level, (log) => {
        for (const name of ['debug', 'info', 'warn', 'error'] as const) log[name](name)
      })
      const levels = text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => (JSON.parse(line) as { level: string }).level)
      expect(levels.toSorted()).toEqual([...expected].toSorted())
    },
  )

  it('adds the fields of its parents', () => {
    const text = logged(jsonFormat, 'info', (log) => log.child({ node: 'a', x: 1 }).child({ x: 2 }).info('hello', { y: 3 }))
    expect(JSON.parse(text)).toMatchObject({ level: 'info', message: 'hello', node: 'a', x: 2, y: 3, time: expect.stringMatching(/Z$/) })
  })
})

describe('the JSON format', () => {
  it.each([
    ['errors', { error: new TypeError('no') }, { error: { name: 'TypeError', message: 'no' } }],
    ['big integers', { size: 10n }, { size: '10' }],
    ['names of its own', { level: 'x', message: 'x', time: 'x' }, { level: 'info', message: 'hello' }],
    ['nothing', { gone: undefined }, { message: 'hello' }],
  ])('survives %s', (_, fields, expected) => {
    expect(JSON.parse(logged(jsonFormat, 'info', (log) => log.info('hello', fields)))).toMatchObject(expected)
  })

  it('survives circles', () => {
    const circle: Record<string, unknown> = {}
    circle['self'] = circle
    expect(JSON.parse(logged(jsonFormat, 'info', (log) => log.info('hello', circle)))).toMatchObject({ message: 'hello' })
  })
})

describe('the pretty format', () => {
  const pretty = (stacks: boolean, fields: Readonly<Record<string, unknown>>, message = 'hello'): string =>
    logged(prettyFormat({ paint, stacks }), 'debug', (log) => log.warn(message, fields))

  it('has one line for each message', () => {
    expect(pretty(false, { port: 8080, name: 'a b', url: 'http://x/y' }, 'two\nlines')).toMatch(
      /^\d\d:\d\d:\d\d warn {2}two\\nlines {2}port=8080 {2}name="a b" {2}url=http:\/\/x\/y\n$/,
    )
  })

  it('shows where errors come from only when asked to', () => {
    const error = new Error('it broke')
    expect(pretty(false, { error })).toMatch(/error="it broke"\n$/)
    expect(pretty(true, { error })).toMatch(/error="it broke"\n {4}at /)
  })
})

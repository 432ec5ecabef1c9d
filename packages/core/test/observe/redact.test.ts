import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { LogFields, Logger } from '@naftiko/plugin-api'
import { Redactor, redactingLogger } from '../../src/observe/redact.ts'

const SECRET = 's3cr3t/with "quotes"+'

function captured(): { readonly log: Logger; readonly lines: [string, LogFields | undefined][] } {
  const lines: [string, LogFields | undefined][] = []
  const write = (message: string, fields?: LogFields): void => void lines.push([message, fields])
  const log: Logger = { debug: write, info: write, warn: write, error: write, child: () => log }
  return { log, lines }
}

function redacting(): ReturnType<typeof captured> {
  const { log, lines } = captured()
  const redactor = new Redactor()
  redactor.learn([SECRET, 'eu'])
  return { log: redactingLogger(log, redactor), lines }
}

describe('redactingLogger', () => {
  it.each([
    ['the message', (log: Logger) => log.info(`token ${SECRET}`)],
    ['a field', (log: Logger) => log.warn('x', { token: SECRET })],
    ['a nested field', (log: Logger) => log.warn('x', { a: [{ b: `Bearer ${SECRET}` }] })],
    ['an error', (log: Logger) => log.error('x', { error: new Error(`failed with ${SECRET}`) })],
    ['the cause of an error', (log: Logger) => log.error('x', { error: new Error('outer', { cause: new Error(SECRET) }) })],
    [
      'members of an error',
      (log: Logger) => log.error('x', { error: Object.assign(new Error('x'), { options: { headers: { authorization: SECRET } } }) }),
    ],
    ['a URL', (log: Logger) => log.debug(`GET /x?key=${encodeURIComponent(SECRET)}`)],
    ['JSON', (log: Logger) => log.debug(JSON.stringify({ key: SECRET }))],
    ['the fields of a child', (log: Logger) => log.child({ key: SECRET }).info('x')],
  ])('masks a secret in %s', (_, write) => {
    const { log, lines } = redacting()
    write(log)
    const printed = inspect(lines, { depth: 10 })
    expect(printed).not.toContain('s3cr3t')
  })

  it('leaves short values alone, which are parts of ordinary words', () => {
    const { log, lines } = redacting()
    log.info('the queue in eu-west')
    expect(lines[0]![0]).toBe('the queue in eu-west')
  })
})

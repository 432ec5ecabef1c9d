import type { JsonObject, JsonValue, StreamOutcome } from '@naftiko/plugin-api'
import { describe, expect, it } from 'vitest'
import { formatName } from '../src/answer/format-name.ts'
import { type Answer, apiFor, operation, textOf } from './api.ts'

/** Answers in two pieces, without saying how long they are together. */
const pieces =
  (first: string, second: string): Answer =>
  (_, response) => {
    response.writeHead(200, { 'content-type': 'image/png' })
    response.write(first, () => response.end(second))
  }

const whole =
  (body: string | Uint8Array, mediaType?: string): Answer =>
  (_, response) =>
    response.writeHead(200, mediaType === undefined ? {} : { 'content-type': mediaType }).end(body)

describe('the name of a format', () => {
  it.each([
    ['XML', 'xml'],
    [' Avro ', 'avro'],
    ['yml', 'yaml'],
    ['md', 'markdown'],
    ['proto', 'protobuf'],
    ['text/csv', 'csv'],
    ['application/xml; charset=utf-8', 'xml'],
    ['application/atom+xml', 'xml'],
    ['application/vnd.api+json', 'json'],
    ['application/octet-stream', 'binary'],
    ['constructor', 'constructor'],
    ['application/pdf', 'application/pdf'],
  ])('that documents write as %s is %s', (word, name) => {
    expect(formatName(word)).toBe(name)
  })

  it('that nobody knows is a warning, and the answer passes as it is', async () => {
    await using api = await apiFor(operation('/x', { outputRawFormat: 'pdf' }), { answer: whole('%PDF', 'application/pdf') })
    expect(api.diagnostics.slice(0, 1)).toMatchObject([
      { severity: 'warning', code: 'NAFTIKO_FORMAT_UNKNOWN', pointer: '/capability/consumes/0/resources/0/operations/0/outputRawFormat' },
    ])
    expect(await textOf(await api.invoke())).toBe('%PDF')
  })
})

describe('text in the charset of its content type', () => {
  const latin = Buffer.from('caf\xe9', 'latin1')

  it.each<[string, Uint8Array, string | undefined, JsonValue]>([
    ['is read in it', latin, 'text/plain; charset=ISO-8859-1', 'café'],
    ['is read in it when it is quoted', latin, 'text/plain;charset="windows-1252"', 'café'],
    ['is UTF-8 without one', Buffer.from('café'), 'text/plain', 'café'],
    ['is UTF-8 when nobody knows it', Buffer.from('café'), 'text/plain; charset=klingon', 'café'],
    ['is what its own mark says', Buffer.from('\ufeffcafé'), 'text/plain; charset=iso-8859-1', 'café'],
    ['is UTF-8 without a content type', Buffer.from('café'), undefined, 'café'],
  ])('%s', async (_, body, mediaType, value) => {
    await using api = await apiFor(operation('/x', { outputRawFormat: 'text' }), { answer: whole(body, mediaType) })
    expect(await api.call('op')).toMatchObject({ value })
  })

  it('passes as it came where nobody reads it', async () => {
    const answer = whole(latin, 'text/plain; charset=ISO-8859-1')
    await using api = await apiFor(operation('/x', { outputRawFormat: 'text' }), { answer })
    const outcome = await api.invoke()
    const [piece] = await collect(outcome)
    expect([outcome.mediaType, Buffer.from(piece!)]).toEqual(['text/plain; charset=ISO-8859-1', latin])
  })
})

async function collect(outcome: StreamOutcome): Promise<Uint8Array[]> {
  const found: Uint8Array[] = []
  for await (const piece of outcome.chunks) found.push(piece)
  return found
}

describe('outputMediaType', () => {
  const entry = operation('/x', { outputRawFormat: 'binary', outputMediaType: 'image/png' })

  it.each([undefined, 'application/octet-stream'])('replaces the content type %s', async (mediaType) => {
    await using api = await apiFor(entry, { answer: whole('PNG', mediaType) })
    const outcome = await api.invoke()
    expect([outcome.mediaType, await textOf(outcome)]).toEqual(['image/png', 'PNG'])
  })

  it('says nothing of errors', async () => {
    await using api = await apiFor(entry, {
      answer: (_, response) => response.writeHead(404, { 'content-type': 'application/json' }).end('{}'),
    })
    await expect(api.invoke()).rejects.toMatchObject({ status: 404, mediaType: 'application/json' })
  })

  it.each(['png', 'image/png\r\nx: y', 'image/é', 'image/png; x=\n'])('is reported and ignored when it is %j', async (outputMediaType) => {
    await using api = await apiFor(operation('/x', { outputMediaType }), { answer: whole('PNG', 'image/gif') })
    expect(api.diagnostics.map(({ code }) => code)).toContain('NAFTIKO_WRONG_FORM')
    const outcome = await api.invoke()
    expect([outcome.mediaType, await textOf(outcome)]).toEqual(['image/gif', 'PNG'])
  })
})

describe('maxBinarySize', () => {
  const limited = (maxBinarySize: JsonValue): JsonObject => operation('/x', { outputRawFormat: 'binary', maxBinarySize })

  it.each<[string, JsonValue, Answer]>([
    ['as long as the limit', 10, whole('0123456789')],
    ['as long as the limit, in pieces', '10 B', pieces('01234', '56789')],
    ['far below it', '1MiB', whole('0123456789')],
  ])('lets an answer pass that is %s', async (_, limit, answer) => {
    await using api = await apiFor(limited(limit), { answer })
    expect(await textOf(await api.invoke())).toBe('0123456789')
  })

  const tooLarge = {
    code: 'NAFTIKO_OUTCOME_TOO_LARGE',
    status: 502,
    fault: 'upstream',
    message: expect.stringMatching(/^"api" \(127\.0\.0\.1:\d+\) answers more than 9 bytes, which is the maxBinarySize of this operation$/),
  }

  it('refuses an answer that announces more', async () => {
    await using api = await apiFor(limited(9), {
      answer: (_, response) => response.writeHead(200, { 'content-length': 10 }).end('0123456789'),
    })
    await expect(api.invoke()).rejects.toMatchObject(tooLarge)
    await expect(api.invoke()).rejects.toMatchObject(tooLarge)
  })

  it('cuts off an answer that turns out to be larger, and ends the exchange', async () => {
    let gone!: () => void
    const ended = new Promise<void>((resolve) => {
      gone = resolve
    })
    const endless: Answer = (_, response) => {
      const timer = setInterval(() => response.write('01234'), 5)
      response.once('close', () => {
        clearInterval(timer)
        gone()
      })
    }
    await using api = await apiFor(limited(9), { answer: endless })
    const chunks = (await api.invoke()).chunks[Symbol.asyncIterator]()
    expect(Buffer.from((await chunks.next()).value as Uint8Array).toString()).toBe('01234')
    await expect(chunks.next()).rejects.toMatchObject(tooLarge)
    await ended
  })

  it('is an error when it is no size', async () => {
    await expect(apiFor(limited('plenty'))).rejects.toMatchObject({
      diagnostics: expect.arrayContaining([
        expect.objectContaining({
          code: 'NAFTIKO_SIZE_INVALID',
          pointer: '/capability/consumes/0/resources/0/operations/0/maxBinarySize',
        }),
      ]),
    })
  })
})

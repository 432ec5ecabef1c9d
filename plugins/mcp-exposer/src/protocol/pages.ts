import { type JsonObject, type JsonValue } from '@naftiko/plugin-api'
import { member } from '../json.ts'
import { type JsonText, Prepared } from './answers.ts'
import type { Method } from './method.ts'
import { invalidParams } from './protocol-error.ts'

/**
 * A list method whose items never change: every page is prepared. A cursor says where to go on, so that any process can
 * answer it.
 */
export function fixedList(key: string, items: readonly object[], size: number): Method {
  const texts = items.map((item) => JSON.stringify(item))
  const pages = new Map<number, Prepared>()
  return (params) => {
    const start = startOf(params, texts.length)
    const page = pages.get(start) ?? new Prepared(pageOf(key, texts, start, size))
    // Only what a client can be told to ask for is kept.
    if (start % size === 0) pages.set(start, page)
    return page
  }
}

/** One page of a list that is different every time. */
export function page(key: string, items: readonly object[], params: JsonObject, size: number): JsonText {
  const start = startOf(params, items.length)
  const shown = items.slice(start, start + size).map((item) => JSON.stringify(item))
  return pageText(key, shown, start + size < items.length ? start + size : undefined)
}

function pageOf(key: string, texts: readonly JsonText[], start: number, size: number): JsonText {
  return pageText(key, texts.slice(start, start + size), start + size < texts.length ? start + size : undefined)
}

function pageText(key: string, texts: readonly JsonText[], next: number | undefined): JsonText {
  return `{"${key}":[${texts.join(',')}]${next === undefined ? '' : `,"nextCursor":"${cursorOf(next)}"`}}`
}

function cursorOf(start: number): string {
  return Buffer.from(`from ${start}`).toString('base64url')
}

function startOf(params: JsonObject, length: number): number {
  const cursor: JsonValue | undefined = member(params, 'cursor')
  if (cursor === undefined || cursor === null) return 0
  const read = typeof cursor === 'string' ? /^from (\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString()) : null
  const start = Number(read?.[1] ?? Number.NaN)
  if (!(start > 0 && start <= length)) throw invalidParams('"params.cursor" must be the "nextCursor" of an earlier answer')
  return start
}

import type { CompileContext, Decoder, FormatPlugin, JsonObject, JsonValue } from '@naftiko/plugin-api'
import { format } from '../format.ts'
import { reported } from '../schema/schema-file.ts'
import { limitBytes } from '../text/limit-bytes.ts'
import { textOf } from '../text/text-of.ts'
import { findTables, type Query } from './find-tables.ts'
import { tableRows } from './table-rows.ts'

/** `outputRawFormat: html`: the tables of a page, or those that the CSS selector in `outputSchema` matches or contains. */
export function htmlFormat(): FormatPlugin {
  return format({ type: 'html', description: 'Tables of HTML pages', compile: compileHtml })
}

async function compileHtml({ schema }: JsonObject, context: CompileContext): Promise<Decoder> {
  if (schema === null || schema === undefined || schema === '') return (bytes) => tablesOf(bytes, 'table')
  try {
    const query = await queryOf(schema)
    return (bytes) => tablesOf(bytes, query)
  } catch (error) {
    const wrong = reported(`outputSchema is no CSS selector: ${(error as Error).message}`, context)
    return () => {
      throw wrong.error
    }
  }
}

async function queryOf(schema: JsonValue): Promise<Query> {
  if (typeof schema !== 'string') throw new Error('it is no text')
  const { compile } = await import('css-select')
  return compile(schema) as Query
}

async function tablesOf(bytes: Uint8Array, query: Query): Promise<JsonObject> {
  limitBytes(bytes, 32, 'HTML')
  const tables = await findTables(textOf(bytes, { declared: encodingOf, legacy: true }), query)
  return {
    tables: tables.flatMap((table) => {
      const rows = tableRows(table)
      return rows === undefined ? [] : [rows]
    }),
  }
}

function encodingOf(start: string): string | undefined {
  return /<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w.:-]+)/i.exec(start)?.[1]
}

import type { CompileContext, Decoder, FormatPlugin, JsonObject, JsonValue } from '@naftiko/plugin-api'
import { format } from '../format.ts'
import { reported } from '../schema/schema-file.ts'
import { limitBytes } from '../text/limit-bytes.ts'
import { textOf } from '../text/text-of.ts'
import { findTables } from './find-tables.ts'
import { tableRows } from './table-rows.ts'

/** `outputRawFormat: html`: the tables of a page, or those that the CSS selector in `outputSchema` matches or contains. */
export function htmlFormat(): FormatPlugin {
  return format({ type: 'html', description: 'Tables of HTML pages', compile: compileHtml })
}

async function compileHtml({ schema }: JsonObject, context: CompileContext): Promise<Decoder> {
  if (schema === null || schema === undefined || schema === '') return (bytes) => tablesOf(bytes, 'table')
  const wrong = await selectorFault(schema)
  if (wrong === undefined) return (bytes) => tablesOf(bytes, schema as string)
  const { error } = reported(`outputSchema is no CSS selector: ${wrong}`, context)
  return () => {
    throw error
  }
}

async function selectorFault(schema: JsonValue): Promise<string | undefined> {
  if (typeof schema !== 'string') return 'it is no text'
  const { compile } = await import('css-select')
  try {
    compile(schema)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

async function tablesOf(bytes: Uint8Array, selector: string): Promise<JsonObject> {
  limitBytes(bytes, 32, 'HTML')
  const tables = await findTables(textOf(bytes, { declared: encodingOf, legacy: true }), selector)
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

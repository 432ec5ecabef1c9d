import type { CompileContext, Decoder, FormatPlugin, JsonObject } from '@naftiko/plugin-api'
import { format } from '../format.ts'
import { reported } from '../schema/schema-file.ts'
import { limitBytes } from '../text/limit-bytes.ts'
import { textOf } from '../text/text-of.ts'
import { contentsOf } from './contents.ts'
import { frontMatterOf } from './front-matter.ts'
import { tokensOf } from './tokens.ts'

/** `outputRawFormat: markdown`: front matter, tables and sections, of which `outputSchema` keeps those whose heading begins so. */
export function markdownFormat(): FormatPlugin {
  return format({ type: 'markdown', description: 'Markdown: front matter, tables, sections', compile: compileMarkdown })
}

function compileMarkdown({ schema }: JsonObject, context: CompileContext): Decoder {
  if (schema !== null && schema !== undefined && typeof schema !== 'string') {
    const { error } = reported('outputSchema is no text, and should be the beginning of a heading', context)
    return () => {
      throw error
    }
  }
  const beginning = schema ?? ''
  return (bytes) => {
    limitBytes(bytes, 8, 'Markdown')
    return decoded(textOf(bytes, { legacy: true }), beginning)
  }
}

async function decoded(text: string, beginning: string): Promise<JsonObject> {
  const { frontMatter, body } = await frontMatterOf(text)
  const { introduction, sections, tables } = contentsOf(await tokensOf(body))
  return {
    frontMatter,
    introduction: introduction.join('\n'),
    tables,
    sections: sections
      .filter(({ heading }) => heading.startsWith(beginning))
      .map(({ heading, level, lines }) => ({ heading, level, content: lines.join('\n') })),
  }
}

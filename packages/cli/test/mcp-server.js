// An MCP server over standard input and output, with two pages of tools: `node mcp-server.js [variable]`.
import process from 'node:process'
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js'

export const PAGES = [
  [
    {
      name: 'library.find_book',
      title: 'Find a book',
      description: 'Finds a book by its number.',
      inputSchema: {
        type: 'object',
        properties: {
          isbn: { type: 'string', description: 'Number of the book.', pattern: '^[0-9]+$' },
          language: { type: ['string', 'null'], enum: ['en', 'fr'], default: 'en' },
          page: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
          where: { $ref: '#/$defs/Place' },
        },
        required: ['isbn'],
        $defs: {
          Place: { type: 'object', properties: { shelf: { type: 'string' }, near: { $ref: '#/$defs/Place' } }, required: ['shelf'] },
        },
      },
      outputSchema: { type: 'object', properties: { title: { type: 'string' } } },
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
  ],
  [
    { name: 'library find_book', inputSchema: { type: 'object', properties: { any: {} } } },
    { name: 'close', description: 'Closes the library.', inputSchema: { type: 'object' }, annotations: { destructiveHint: true } },
  ],
]

export function libraryServer() {
  const server = new Server(
    { name: 'Great Library', version: '1' },
    { capabilities: { tools: {} }, instructions: 'Books of a great library.\nBe quiet.' },
  )
  server.setRequestHandler(ListToolsRequestSchema, async ({ params }) =>
    params?.cursor === undefined ? { tools: PAGES[0], nextCursor: 'more' } : { tools: PAGES[1] },
  )
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => ({
    content: [],
    structuredContent: { title: 'Emma', given: params.arguments ?? {}, token: process.env['LIBRARY_TOKEN'] ?? null },
  }))
  return server
}

if (process.argv[1] === import.meta.filename) await libraryServer().connect(new StdioServerTransport())

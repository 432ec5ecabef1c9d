import { DURATION, type JsonSchema } from '@naftiko/plugin-api'

/** What an operation says about the pages of its answer. An extension of ours: the published specification has no word for it. */
export interface PaginationEntry {
  readonly style: StyleName
  /** What carries the place of a page: an input of the operation, else a query parameter or a member of the body. */
  readonly parameter?: string
  readonly in?: 'query' | 'body'
  /** Number of the first page, or the first offset. */
  readonly start?: number
  /** cursor, next-url: a path into the answer. last-id: a path into the last item. */
  readonly next?: string
  readonly items?: string
  readonly size?: number
  readonly sizeParameter?: string
  readonly stopOnShort?: boolean
  readonly until?: string
  readonly total?: string
  readonly maxPages?: number
  readonly maxItems?: number
  readonly maxBytes?: number | string
  readonly maxTime?: number | string
  readonly delay?: number | string
  readonly result?: 'items' | 'report'
  readonly stream?: boolean
  readonly expose?: boolean
}

export type StyleName = 'page' | 'offset' | 'cursor' | 'next-url' | 'link-header' | 'last-id'

const expression = (description: string): JsonSchema => ({ type: 'string', minLength: 1, description })
const duration = (description: string): JsonSchema => ({ type: ['integer', 'string'], pattern: DURATION, minimum: 0, description })
const name = (description: string): JsonSchema => ({ type: 'string', minLength: 1, description })

/** Schema of `pagination`. */
export const paginationSchema: JsonSchema = {
  title: 'HTTP pagination',
  type: 'object',
  additionalProperties: false,
  required: ['style'],
  description:
    'Extension of this engine, not of the published specification: asks for one page after the other and gives all items as one list.',
  properties: {
    style: {
      enum: ['page', 'offset', 'cursor', 'next-url', 'link-header', 'last-id'],
      description:
        'How the API names the next page: by its number, by the number of items before it, by a word in the answer, by an address in the answer, by the Link header, or by the id of the last item.',
    },
    parameter: name(
      'What carries the place of a page: an input of this operation, else a query parameter (or a member of the body). Default: page, offset or cursor, after the style.',
    ),
    in: { enum: ['query', 'body'], default: 'query', description: 'Where the parameter goes. body: for searches by POST.' },
    start: { type: 'integer', minimum: 0, description: 'page: number of the first page, default 1. offset: the first offset, default 0.' },
    next: expression(
      'cursor: path into the answer to the cursor of the next page. next-url: path to its address. last-id: path into the last item, default $.id.',
    ),
    items: expression('Path to the list in each page. Default: the page itself if it is a list, else the only list in it.'),
    size: { type: 'integer', minimum: 1, description: 'Items that a full page has.' },
    sizeParameter: name('Parameter that asks for pages of this size.'),
    stopOnShort: {
      type: 'boolean',
      default: true,
      description: 'Whether a page with fewer items than size is the last. Only where pages are counted, and size is known.',
    },
    until: expression('Path or JSONata over each page; where it is true, that page is the last.'),
    total: expression('Path to the number of all items there are; when as many have come, that page is the last.'),
    maxPages: { type: 'integer', minimum: 1, maximum: 10_000, default: 20, description: 'Most pages that one call asks for.' },
    maxItems: { type: 'integer', minimum: 1, maximum: 1_000_000, default: 10_000, description: 'Most items of one call.' },
    maxBytes: { type: ['integer', 'string'], default: '64MiB', description: 'Most bytes of all pages of one call; at most 4GiB.' },
    maxTime: { ...duration('The longest that one call goes on asking; at most 1h.'), minimum: 1, default: '2m' },
    delay: { ...duration('Pause before each page but the first; at most 1m.'), default: 0 },
    result: {
      enum: ['items', 'report'],
      default: 'items',
      description: 'items: one list. report: {items, pages, truncated, reason, next}.',
    },
    stream: {
      type: 'boolean',
      default: false,
      description: 'Whether the answer begins with the first page, rather than when it is complete or has grown to 256 KiB.',
    },
    expose: {
      type: 'boolean',
      default: false,
      description: 'Whether callers may give the parameter and the page size, to begin elsewhere and go on.',
    },
  },
}

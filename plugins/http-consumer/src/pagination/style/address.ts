import { InputError, type JsonValue, type Mapping } from '@naftiko/plugin-api'
import { badPage } from '../failure.ts'
import { nextLink } from '../link-header.ts'
import { addressBelow, type AddressRules, valueIn } from '../next-address.ts'
import type { Mark, Page } from '../page.ts'
import { markValue } from './mark-value.ts'
import type { Style } from './style.ts'

export interface AddressOptions extends AddressRules {
  /** The query parameter of the addresses that callers may give. */
  readonly parameter: string | undefined
}

/** Each page has the address of the next one in it. */
export function nextUrlStyle(next: Mapping, options: AddressOptions): Style {
  return addressStyle(options, async (page) => {
    const value = await next.apply(page.answer)
    if (value === null || value === '' || value === false) return undefined
    if (typeof value === 'string') return value
    throw badPage(options.operation, page.number, 'has a next address that is no text')
  })
}

/** Each page has the address of the next one in its `Link` header. */
export function linkHeaderStyle(options: AddressOptions): Style {
  return addressStyle(options, (page) => Promise.resolve(nextLink(page.headers?.['link'])))
}

function addressStyle(options: AddressOptions, read: (page: Page) => Promise<string | undefined>): Style {
  const { parameter } = options
  return {
    counts: false,
    first: (given) => begin(given, parameter),
    next: async (page) => {
      const text = await read(page)
      return text === undefined ? undefined : addressBelow(text, page, options)
    },
    // The address itself may hold constants of the document that no caller sees.
    valueOf: (mark) => {
      if (mark.kind !== 'address') return markValue(mark)
      return parameter === undefined ? undefined : valueIn(mark, parameter)
    },
  }
}

function begin(given: JsonValue | undefined, parameter: string | undefined): Mark {
  if (given === undefined || given === null || parameter === undefined) return { kind: 'first' }
  if (typeof given === 'string' || typeof given === 'number') return { kind: 'value', value: given }
  throw new InputError(`"${parameter}" must be a text or a number`, { input: parameter })
}

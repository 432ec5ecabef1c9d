import { UsageError } from '../usage-error.ts'

/** The name in the forms that files, variables and people need. */
export interface Names {
  /** `order-status` */
  readonly kebab: string
  /** `orderStatus` */
  readonly camel: string
  /** `ORDER_STATUS` */
  readonly variable: string
  /** `Order status` */
  readonly label: string
}

const YAML_WORDS = new Set(['true', 'false', 'null', 'yes', 'no', 'on', 'off'])

/** Reads what somebody calls their new thing. Throws a `UsageError` when no name can be made of it. */
export function namesOf(given: string): Names {
  const words = given
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '')
  const [first, ...rest] = words
  if (first === undefined || !/^[a-z]/.test(first)) throw new UsageError(`"${given}" is no name: it needs letters, and begins with one`)
  if (words.length === 1 && YAML_WORDS.has(first)) throw new UsageError(`"${given}" is no name: in YAML it means something else`)
  const capital = (word: string): string => word[0]!.toUpperCase() + word.slice(1)
  return {
    kebab: words.join('-'),
    camel: [first, ...rest.map(capital)].join(''),
    variable: words.join('_').toUpperCase(),
    label: capital(words.join(' ')),
  }
}
